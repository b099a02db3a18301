"""« Mes dossiers à lire »: what is asked of a juror, and what is over, by pages."""

import pytest
from django.urls import reverse

from tests.acts import assign, cast_all, close_reading, make_jury, submitted_dossier
from tests.factories import eligible_candidate, published_version
from ui import paging

pytestmark = pytest.mark.django_db


def test_what_is_decided_comes_by_pages_the_latest_first(sign_in, monkeypatch):
    version = published_version(blocks=(1,))
    jury = make_jury(version)
    decided = []
    for _ in range(3):
        examination = assign(submitted_dossier(eligible_candidate(version=version)), jury)
        cast_all(examination)
        decided.append(close_reading(examination))
    waiting = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", paging.page_of.__kwdefaults__ | {"size": 2})
    member = sign_in(jury.members.first().user)

    first = member.get(reverse("jury:examinations")).context
    second = member.get(reverse("jury:examinations"), {"apres": first["page"].after}).context

    assert (
        [line.examination for line in first["me"]] == [waiting] == [line.examination for line in second["me"]]
    )
    assert [line.examination for line in first["closed"]] == decided[:0:-1]
    assert [line.examination for line in second["closed"]] == decided[:1]
