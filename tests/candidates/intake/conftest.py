"""A dossier, its owner's browser, and an antivirus that answers."""

import pytest

from accounts.reauthentication import BACKEND
from tests.acts import write_dossier
from tests.candidates.intake.clamd_server import Daemon, TCPDaemon, serving
from tests.factories import eligible_candidate, published_version


@pytest.fixture
def daemon(settings):
    with serving(TCPDaemon(("127.0.0.1", 0), Daemon)) as server:
        settings.CLAMAV_URL = server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(1,))))


@pytest.fixture
def owner(dossier, client):
    client.force_login(dossier.candidate.user, backend=BACKEND)
    return client
