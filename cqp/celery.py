"""The Celery application. Tasks only wake work that rows already show as left to do (see `catch_up`)."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cqp.settings")

app = Celery("cqp", task_cls="cqp.inprocess:WakeableTask")
app.set_default()  # whatever other application a process makes, shared tasks belong to this one
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _leave_logs_to_django(**_):
    """Having a receiver is what keeps Celery from setting its own."""
