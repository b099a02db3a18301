"""The reading room: linked words within their paragraph, files in place, one's own progress, the same queries
whatever the dossier holds."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Passage
from jury.models import Stage
from jury.services import voting
from tests.acts import annexe, assign, cast_all, chair_of, make_jury, submit, write_dossier
from tests.factories import eligible_candidate, published_version
from tests.files import a_picture
from tests.jury.full_examination import a_full_examination

pytestmark = pytest.mark.django_db
ANALYSIS = (
    "Un premier paragraphe.\n\nJ’ai réuni l’équipe. Nous avons tenu le calendrier, ensemble.\n\nUn dernier."
)
QUOTE = "Nous avons tenu le calendrier"


@pytest.fixture
def examination():
    """One competence with a linked passage and no illustration, and a picture."""
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))
    situation = dossier.situations.first()
    competence = dossier.version.blocks.first().competences.first()
    situation.analysis = ANALYSIS
    situation.save()
    start = ANALYSIS.index(QUOTE)
    Passage.objects.create(
        situation=situation, competence=competence, field="analysis", start=start, end=start + len(QUOTE)
    )
    annexe(dossier, a_picture(), competences=[competence])
    return assign(submit(dossier), make_jury(dossier.version))


@pytest.fixture
def competence(examination):
    return examination.blocks.first().competences.first()


def room(examination, competence):
    return reverse("jury:reading", args=[examination.pk, competence.pk])


def test_linked_words_are_marked_inside_their_paragraph_and_lead_to_the_whole_text(
    sign_in, examination, competence
):
    client = sign_in(chair_of(examination))
    page = client.get(room(examination, competence)).content.decode()

    [marked] = re.findall(r"<p>([^<]*)<mark>([^<]*)</mark>([^<]*)</p>", page)
    assert marked == ("J’ai réuni l’équipe. ", QUOTE, ", ensemble.")
    assert "Un premier paragraphe." not in page
    [address] = re.findall(r'href="([^"]*-analysis)"', page)
    path, _, anchor = address.partition("#")
    whole = client.get(path).content.decode()
    assert f'id="{anchor}"' in whole
    assert f'href="{room(examination, competence)}"' in whole  # « Revenir à C1.1 »


def test_pictures_and_pdfs_are_shown_in_place_and_only_that_page_takes_frames(
    sign_in, examination, competence
):
    client = sign_in(chair_of(examination))
    file = examination.dossier.attachments.get().file_id
    page = client.get(room(examination, competence))
    shown = client.get(reverse("jury:attachment_shown", args=[examination.pk, file]))
    other = client.get(reverse("jury:examination", args=[examination.pk]))

    assert f'src="{reverse("jury:attachment", args=[examination.pk, file])}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-src" not in other["Content-Security-Policy"]
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert (shown["X-Content-Type-Options"], "script-src" in shown["Content-Security-Policy"]) == (
        "nosniff",
        False,
    )
    assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_the_list_of_a_juror_says_since_when_and_how_far_they_are(sign_in, examination, competence):
    chair = chair_of(examination)
    seat = examination.seats.get(is_chair=True)
    voting.cast_vote(
        seat,
        competence,
        stage=Stage.READING,
        is_acquired=True,
        comment="",
        question="",
        by=chair,
        at=timezone.now(),
    )

    [line] = sign_in(chair).get(reverse("jury:examinations")).context["me"]

    assert (line.progress.given, line.progress.total, line.since) == (1, 3, examination.opened_at)


def test_the_pages_of_a_reading_ask_the_same_queries_whatever_the_dossier_and_the_jury(
    sign_in, django_assert_max_num_queries
):
    small = a_full_examination(members=2, blocks=(1, 1), situations=2, annexes=1, code="CQP-S")
    counted = [queries(sign_in, django_assert_max_num_queries, small)]
    counted.append(queries(sign_in, django_assert_max_num_queries, a_full_examination(members=3)))

    assert counted[0] == counted[1]


def queries(sign_in, at_most, examination):
    """{page: how many}: of the reading, then of what follows once every vote is sent."""
    first = examination.blocks.first().competences.first()
    chair, found = sign_in(chair_of(examination)), {}

    def count(name, path):
        chair.get(path)
        with at_most(40) as seen:
            assert chair.get(path).status_code == 200
        found[name] = len(seen)

    count("room", room(examination, first))
    for name in ("dossier_whole", "reading_send", "examination"):
        count(name, reverse(f"jury:{name}", args=[examination.pk]))
    count("examinations", reverse("jury:examinations"))
    cast_all(examination, missing={"C1.1"})
    for name in ("reading_close", "comparison"):
        count(name, reverse(f"jury:{name}", args=[examination.pk]))
    return found
