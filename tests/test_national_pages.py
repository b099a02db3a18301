"""Pages ask the same queries and fetch the same rows when the service grows: the short form of
`make bench-national`, at two sizes where every list already fills its page."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from referentials.file_format import read_referential
from referentials.services import publish_version
from tests.benchmarks.measuring import every_page
from tests.benchmarks.national import Nation

SIZES = (3_300, 4_400)
MOST_QUERIES = 25
REFERENTIAL = Path(settings.BASE_DIR) / "referentials" / "data" / "cqp-mo-illustratif.json"

pytestmark = pytest.mark.django_db


def test_no_page_asks_or_fetches_more_when_the_service_grows():
    version, _ = publish_version(read_referential(REFERENTIAL.read_bytes()), by=None, at=timezone.now())
    nation, found, start = Nation(version, people_per_jury=30), [], 1
    for size in SIZES:
        nation.grow(start, size + 1)
        found.append({name: page.counted() for name, page in every_page().items()})
        start = size + 1

    assert found[0] == found[1]
    assert {name: queries for name, (queries, _rows) in found[1].items() if queries > MOST_QUERIES} == {}
