"""`python -m tests.chaos SECONDS SEED`: an actor as a process of its own, to be killed at any
moment."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.chaos.settings")
django.setup()

from tests.chaos.actor import main  # noqa: E402 (its models need the set-up)

main(float(sys.argv[1]), int(sys.argv[2]))
