"""Settings of the tests: the real ones, local, with tasks at once."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEMO", "0")
os.environ["TASKS"] = "now"

from cqp.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="cqp-tests-")
STATIC_ROOT = tempfile.mkdtemp(prefix="cqp-static-")  # nothing is collected for tests, but the folder exists
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SIGNATORY_NAME = "Camille Delaunay"  # a mandatory mention: nothing is issued without it
SEAL_DEVELOPMENT_KEY = Path(tempfile.mkdtemp(prefix="cqp-seal-")) / "seal.pem"
BADGE_DEVELOPMENT_KEY = SEAL_DEVELOPMENT_KEY.with_name("badge.pem")
ACCOUNT_RATE_LIMITS = False
# Two runs against one server need two names.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_certifications")}  # noqa: F405
# A test database may lose its last second: nothing else about it is weaker.
DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}  # noqa: F405
