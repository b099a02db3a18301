"""Settings of a worker or a web process that a test starts: the real ones, on the test's own database."""

import os

from cqp.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
