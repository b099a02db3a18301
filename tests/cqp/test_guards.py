"""Unsafe settings are refused at start, each in a sentence, all at once."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cqp.guards import Told, as_set, unsafe
from rules.retention import SCHEDULE

SAFE = Told(
    database_url="postgres://app@db/certifications",
    database_name="certifications",
    base_dir=Path("/srv/app"),
    demo=False,
    debug=False,
    secret_key="kD8vQz1XwR5tYb2nLm7pHs9cFg4jAe6uVo3iTx0ZqNyBrWlMdEhSaGcJ",
    allowed_hosts=("certifications.ucanss.test",),
    csrf_trusted_origins=("https://certifications.ucanss.test",),
    public_url="https://certifications.ucanss.test",
    https=True,
    email_backend="django.core.mail.backends.smtp.EmailBackend",
    default_from_email="Certifications <certifications@ucanss.test>",
    signatory_name="Camille Delaunay",
    media_root=Path("/srv/files"),
    files_on_s3=False,
    tasks="celery",
    metrics_token="",
    metrics_folder="",
    error_webhook_url="",
    retention_months={line.kind.value: line.months for line in SCHEDULE},
)
ON_ONE_S_OWN_MACHINE = {
    "database_url": "",
    "secret_key": "x",
    "public_url": "http://127.0.0.1:8000",
    "https": False,
}


def test_safe_settings_and_those_of_one_s_own_machine_are_let_through():
    own = dataclasses.replace(SAFE, demo=True, debug=True, **ON_ONE_S_OWN_MACHINE)

    assert (unsafe(SAFE), unsafe(own), unsafe(as_set())) == ([], [], [])


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"demo": True}, "DEMO=1"),
        ({"debug": True}, "DEBUG=1"),
        ({"secret_key": "short"}, "SECRET_KEY must be"),
        ({"secret_key": "ab" * 40}, "SECRET_KEY must be"),
        ({"secret_key": "django-insecure-" + SAFE.secret_key}, "SECRET_KEY is still"),
        ({"secret_key": "demonstration-" + SAFE.secret_key}, "SECRET_KEY is still"),
        ({"allowed_hosts": ()}, "ALLOWED_HOSTS is empty"),
        ({"allowed_hosts": ("*", "certifications.ucanss.test")}, "ALLOWED_HOSTS must not be"),
        ({"public_url": "http://certifications.ucanss.test"}, "PUBLIC_URL must begin"),
        ({"public_url": "https://elsewhere.test"}, "PUBLIC_URL leads to « elsewhere.test »"),
        ({"csrf_trusted_origins": ("http://certifications.ucanss.test",)}, "CSRF_TRUSTED_ORIGINS"),
        ({"https": False}, "HTTPS=0"),
        ({"email_backend": "django.core.mail.backends.filebased.EmailBackend"}, "EMAIL_URL"),
        ({"default_from_email": "Certifications <certifications@example.fr>"}, "DEFAULT_FROM_EMAIL"),
        ({"signatory_name": ""}, "SIGNATORY_NAME"),
        ({"media_root": Path("/srv/app/var/files")}, "MEDIA_ROOT"),
        ({"tasks": "now"}, "TASKS=now"),
        ({"metrics_token": "short", "metrics_folder": "/run/metrics"}, "METRICS_TOKEN must be"),
        ({"metrics_token": "t" * 30}, "METRICS_TOKEN needs"),
        ({"error_webhook_url": "http://monitor.test/"}, "ERROR_WEBHOOK_URL"),
        ({"retention_months": SAFE.retention_months | {"dossier": 11}}, "RETENTION_DOSSIER_MONTHS must"),
    ],
)
def test_each_unsafe_setting_is_refused_with_its_sentence(change, begins):
    (sentence,) = unsafe(dataclasses.replace(SAFE, **change))

    assert sentence.startswith(begins)


@pytest.mark.parametrize(
    "change",
    [
        {"demo": True, "database_name": "demo_certifications"},
        {"debug": True, "database_name": "certifications_dev"},
        {"files_on_s3": True, "media_root": Path("/srv/app/var/files")},
        {"metrics_token": "t" * 30, "metrics_folder": "/run/metrics"},
    ],
)
def test_what_looks_alike_and_is_safe_is_let_through(change):
    assert unsafe(dataclasses.replace(SAFE, **change)) == []


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "import cqp.wsgi"],
        [sys.executable, "-m", "celery", "-A", "cqp", "worker", "--pool", "solo"],
        [sys.executable, "manage.py", "check"],
    ],
    ids=["web", "worker", "command"],
)
def test_no_process_starts_and_every_reason_is_told_at_once(command):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cqp.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/certifications",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "SECRET_KEY": "change-me",
        "DEMO": "0",
        "DEBUG": "0",
    }
    environment.pop("TASKS", None)

    done = subprocess.run(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL", "SIGNATORY_NAME", "MEDIA_ROOT"):
        assert name in done.stderr
    assert "change-me" not in done.stderr
