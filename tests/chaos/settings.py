"""Settings of what runs in the chaos: the real ones, on the test's database, over a real broker."""

from tests.worker_settings import *  # noqa: F403

DEMO = True  # specimens may be issued
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CONN_MAX_AGE = 60
CELERY_BEAT_SCHEDULE = {"catch-up": {"task": "cqp.tasks.catch_up", "schedule": 3.0}}
