"""The one world that every file on access looks at, built once for each."""

import pytest

from tests.access.world import build_world


@pytest.fixture(scope="module")
def built(for_the_file):
    return for_the_file(build_world)


@pytest.fixture
def world(built, settings):
    found, settings.MEDIA_ROOT = built
    return found
