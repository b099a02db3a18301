"""Unsafe settings are refused at start, each in a sentence, all at once."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cqp.guards import Told, as_set, unsafe
from cqp.transport import Lines
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
    lines=Lines(
        database_url="postgres://app@db/certifications",
        redis_url="redis://redis:6379/0",
        mail_host="smtp.ucanss.test",
        mail_is_encrypted=True,
        s3_endpoint="https://s3.ucanss.test",
        clamav_url="tcp://127.0.0.1:3310",
        oidc_issuer="https://idp.ucanss.test/realms/un",
    ),
    plaintext_inside=False,
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
        ({"database_url": "postgres://app:demonstration@db/certifications"}, "DATABASE_URL still has"),
        ({"database_url": "postgres://app:APP@db/certifications"}, "DATABASE_URL still has"),
        ({"database_url": "postgres://app:change%2Dme@db/certifications"}, "DATABASE_URL still has"),
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
        {"database_url": "postgres://app:uX3-vR9_kQ@db/certifications"},
    ],
)
def test_what_looks_alike_and_is_safe_is_let_through(change):
    assert unsafe(dataclasses.replace(SAFE, **change)) == []


FAR = "10.1.2.3"
IN_THE_CLEAR = {
    "DATABASE_URL": ("database_url", "postgres://app:x@{}/certifications"),
    "REDIS_URL": ("redis_url", "redis://:x@{}:6379/0"),
    "EMAIL_URL": ("mail_host", "{}"),
    "S3_ENDPOINT_URL": ("s3_endpoint", "http://{}:7070"),
    "OIDC_ISSUER": ("oidc_issuer", "http://{}/realms/un"),
    "CLAMAV_URL": ("clamav_url", "tcp://{}:3310"),
}


def with_line(name, value, **more):
    mail = {"mail_is_encrypted": False} if name == "mail_host" else {}
    return dataclasses.replace(SAFE, lines=dataclasses.replace(SAFE.lines, **{name: value}, **mail), **more)


@pytest.mark.parametrize("setting", IN_THE_CLEAR)
@pytest.mark.parametrize("host", [FAR, "db.ucanss.test", "certifications.svc.example.com", "[2001:db8::1]"])
def test_a_line_in_the_clear_to_another_machine_is_refused_unless_the_network_is_one_s_own(setting, host):
    name, address = IN_THE_CLEAR[setting]

    (sentence,) = unsafe(with_line(name, address.format(host)))

    assert sentence.startswith(f"{setting} can be read or answered by others")
    assert unsafe(with_line(name, address.format(host), plaintext_inside=True)) == []


@pytest.mark.parametrize("setting", IN_THE_CLEAR)
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "db", "db.data.svc", "db.data.svc.cluster.local"]
)
def test_this_machine_and_the_services_of_one_project_or_cluster_are_inside(setting, host):
    name, address = IN_THE_CLEAR[setting]

    assert unsafe(with_line(name, address.format(host))) == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("database_url", "postgres://app:x@10.1.2.3/certifications?sslmode=verify-full"),
        ("database_url", "postgres://app:x@10.1.2.3/certifications?sslmode=verify-ca"),
        ("database_url", "postgres://app:x@%2Fvar%2Frun%2Fpostgresql/certifications"),
        ("redis_url", "rediss://:x@10.1.2.3:6379/0"),
        ("redis_url", "unix:///run/redis.sock"),
        ("clamav_url", "unix:///run/clamav/clamd.ctl"),
    ],
)
def test_an_encrypted_line_is_let_through_wherever_it_leads(name, address):
    assert unsafe(with_line(name, address)) == []


@pytest.mark.parametrize(
    "weak", ["?sslmode=require", "?sslmode=prefer", "?sslmode=disable", "?host=db,10.1.2.3", ""]
)
def test_a_database_that_may_answer_in_the_clear_or_be_another_is_refused(weak):
    host = "db" if "host=" in weak else FAR

    (sentence,) = unsafe(with_line("database_url", f"postgres://app:x@{host}/certifications{weak}"))

    assert sentence.startswith("DATABASE_URL can be read or answered by others")


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
