"""Texts, dates and keys that nobody types in earnest: no form breaks, no certificate either."""

import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from candidates.models import Candidate
from certificates.models import Certificate, Document
from tests import acts
from tests.journeys import path, stages
from tests.journeys.answers import statuses_of, texts_of
from tests.journeys.mistakes import A_LOT, NOT_A_KEY, TOO_LONG

pytestmark = pytest.mark.django_db
HOSTILE = [
    TOO_LONG,
    A_LOT,
    "N" * 155,
    "Le\0Guen",
    "Le\x01\x07\x0b\x1b\x7f\x85Guen\r\nBcc: quelqu.un@ailleurs.example\n",
    "Le Guen 👩🏽‍🏭🇫🇷 \u202eneuG eL\u202c\u200f\u061cשלום مرحبا L\u0301\u0301\u0301 \ufffe\uffff\ud7ff",
    "</textarea><script>alert(1)</script>{{ 7|add:7 }}'; DROP TABLE jury_jury; --",
]
DAYS = [
    "31/02/2026",
    "01/01/0001",
    "0001-01-01",
    "31/12/9999",
    "9999-12-31",
    "00/00/0000",
    "-1",
    "2026-13-45",
    "٠١/٠١/٢٠٢٦",
]


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_no_text_breaks_a_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    names = texts_of(form) if form.good else []
    assert statuses_of(form, [{name: text} for name in names for text in HOSTILE]) == []


@pytest.mark.parametrize(
    "build", [stages.register, stages.correct, stages.invite_juror, stages.module, stages.register_vae]
)
def test_an_address_of_320_characters_breaks_no_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    address = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"
    names = [name for name in form.good if name.endswith("email")]
    assert statuses_of(form, [{name: address} for name in names]) == []


@pytest.mark.parametrize(
    "build",
    [stages.register, stages.register_vae, stages.correct, stages.module, stages.summon, stages.issue],
)
def test_no_date_breaks_a_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    names = [name for name in form.good if name.endswith("_on") or name in ("day", "birth_date")]
    assert statuses_of(form, [{name: day} for name in names for day in DAYS]) == []


def test_a_request_at_the_end_of_time_breaks_no_page(make_world):
    form = stages.register_vae(make_world())
    form.good |= {"feasibility_is_accepted": "", "feasibility_decided_on": ""}
    days = ["31/12/9999", "30/11/9999", "01/01/0001"]
    assert statuses_of(form, [{"feasibility_requested_on": day} for day in days]) == []


@pytest.mark.parametrize("key", NOT_A_KEY, ids=lambda key: ascii(key)[:12])
def test_issuing_a_certificate_that_does_not_exist_delivers_nothing(make_world, key):
    form = stages.issue(make_world())
    assert statuses_of(form, [{"certificates": [key]}], written=False) == []


def holder_of_awards(world, names):
    form = stages.register(world)
    pk = form.person.send(form.address, **{**form.good, **names, "used_name": ""}).pk
    path.follow_modules(world, SimpleNamespace(pk=pk))
    candidate = Candidate.objects.get(pk=pk)
    acts.validated_on_reading(candidate)
    return world.arrive(candidate.user)


@pytest.mark.pdf
@pytest.mark.parametrize(
    "names",
    [
        {"first_names": "Ma\x01ëlys\x0b \x1bZoé", "birth_name": "Le\x85Guen\x7f"},
        {"first_names": "N" * 140, "birth_name": "W" * 120},
        {"first_names": "<b>Maëlys</b>", "birth_name": "{{ 7|add:7 }} & Cie"},
    ],
    ids=["controls", "endless", "markup"],
)
def test_whatever_the_name_its_certificate_comes_out(make_world, names):
    world = make_world(blocks=(1,))
    holder = holder_of_awards(world, names)
    path.issued(world, Certificate.objects.all(), day="09/03/2026")
    for certificate in Certificate.objects.all():
        pdf = path.document_of(holder, certificate)
        assert pdf.startswith(b"%PDF")
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_name_in_letters_that_our_type_lacks_is_told_rather_than_printed_wrong(make_world):
    names = {"first_names": "Maëlys 🙂 👩🏽‍🏭", "birth_name": "\u202eneuG eL\u202c שלום"}
    world = make_world(blocks=(1,))
    holder_of_awards(world, names)

    waiting = list(Certificate.objects.values_list("pk", flat=True))
    page = world.office.post("certificates:to_issue", certificates=waiting, issued_on="09/03/2026")

    assert "« 🙂 » (U+1F642)" in page.content.decode().replace("\u00a0", " ")
    assert not Certificate.objects.issued().exists()
    assert not Document.objects.exists()
