"""Before closing, the chair reads what it will do to each block; after it, nothing is left to press."""

import datetime as dt
import re

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from candidates.models import Dossier
from jury.models import Attendance, ClosingDraft, Examination, Minutes, Mode
from jury.services import interview
from tests import acts
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db


def read(*, missing=(), blocks=(2, 1), **fields):
    candidate = eligible_candidate(
        version=published_version(blocks=blocks, code=f"CQP-{Examination.objects.count()}"), **fields
    )
    examination = acts.assign(acts.submitted_dossier(candidate))
    acts.cast_all(examination, missing=missing)
    return examination


def said_of_blocks(answer):
    source = answer.content.decode().replace("\u00a0", " ")
    return re.findall(r"<strong>(Bloc \d)</strong> : <span [^>]*>(.*?)</span>", source)


def test_the_page_says_what_closing_the_reading_does_to_each_block(sign_in):
    examination = read(missing={"C1.2"})

    page = sign_in(acts.chair_of(examination)).get(reverse("jury:reading_close", args=[examination.pk]))

    assert said_of_blocks(page) == [("Bloc 1", "entretien sur C1.2"), ("Bloc 2", "validé, sans entretien")]
    assert "Votre mot de passe vous est demandé" in page.content.decode()


def test_a_refused_closing_counts_the_choices_that_the_chair_made(sign_in):
    examination = read(missing={"C1.2"})
    first, second = examination.blocks.get(position=1).competences.all()
    path = reverse("jury:reading_close", args=[examination.pk])

    page = sign_in(acts.chair_of(examination)).post(
        path, {f"set_{first.pk}": "not_acquired", f"set_{second.pk}": "acquired"}
    )

    assert page.status_code == 200  # a reason is asked for
    assert said_of_blocks(page) == [("Bloc 1", "entretien sur C1.1"), ("Bloc 2", "validé, sans entretien")]


def test_after_the_interview_only_blocks_still_open_are_foreseen(sign_in):
    examination = acts.hold_interview(acts.close_reading(read(missing={"C1.2"})))
    acts.cast_all(examination, stage="interview", missing={"C1.2"})

    page = sign_in(acts.chair_of(examination)).get(reverse("jury:deliberation_close", args=[examination.pk]))

    assert said_of_blocks(page) == [("Bloc 1", "non validé, il manque C1.2")]


def test_what_the_page_foresees_is_what_closing_does():
    examination = read(missing={"C1.2"})

    acts.close_reading(examination)

    decided = Examination.objects.get(pk=examination.pk).decisions.get()
    assert (decided.block.position, decided.is_validated) == (2, True)


@pytest.mark.parametrize(
    "name", ["jury:reading_close", "jury:reading", "jury:reading_send", "jury:interview_record"]
)
def test_what_comes_after_the_closing_is_refused_with_nothing_left_to_press(sign_in, name):
    examination = acts.close_reading(read())
    chair = sign_in(acts.chair_of(examination))
    competence = examination.blocks.first().competences.first()
    args = [examination.pk, competence.pk] if name == "jury:reading" else [examination.pk]
    before = Minutes.objects.count(), examination.verdicts.count()

    answer = chair.post(
        reverse(name, args=args),
        {"choice": "acquired", "attendance": "present", "present": [s.pk for s in examination.seats.all()]},
    )

    main = answer.content.decode().partition("<main")[2]
    assert (answer.status_code, "btn-primary" in re.sub(r"<a [^>]*>", "", main)) == (409, False)
    assert (Minutes.objects.count(), examination.verdicts.count()) == before


def test_the_sending_page_names_what_is_missing_and_its_button_sleeps(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    examination = acts.assign(acts.submitted_dossier(candidate))
    seat = examination.seats.get(is_chair=True)
    first, second = examination.blocks.get().competences.all()
    client = sign_in(seat.juror)
    vote = {"choice": "acquired", "comment": "", "question": "", "suivante": "1"}

    after_first = client.post(reverse("jury:reading", args=[examination.pk, first.pk]), vote)
    early = client.get(reverse("jury:reading_send", args=[examination.pk])).content.decode()
    after_last = client.post(reverse("jury:reading", args=[examination.pk, second.pk]), vote)
    ready = client.get(reverse("jury:reading_send", args=[examination.pk])).content.decode()

    assert after_first.url == reverse("jury:reading", args=[examination.pk, second.pk])
    assert after_last.url == reverse("jury:reading_send", args=[examination.pk])
    button = '<button class="btn btn-primary" disabled aria-describedby="manquants">'
    assert (button in early, f'href="{after_first.url}"' in early) == (True, True)
    assert ("disabled" in ready, 'id="manquants"' in ready) == (False, False)


def test_the_minutes_name_the_person_with_their_birth_name_and_their_file_says_what_it_is():
    examination = acts.close_reading(read(birth_name="Œuvrard", used_name="Le Guen"))

    minutes = examination.minutes.get()
    reference = Dossier.objects.get().reference

    assert (minutes.content["candidate"]["name"], minutes.content["candidate"]["birth_name"]) == (
        "Maëlys Zoé Le Guen",
        "Œuvrard",
    )
    assert minutes.file_name == f"proces-verbal-lecture-{reference}.pdf"


def test_the_minutes_say_nee_or_ne_and_nothing_when_the_name_is_the_one_of_birth():
    def printed(**person):
        minutes = acts.close_reading(read(blocks=(1,), **person)).minutes.get()
        html = render_to_string("pdf/minutes.html", {"minutes": minutes, "content": minutes.content})
        return re.search(r"<strong>(Maëlys Zoé .*?)\n", html)[1]

    assert [
        printed(birth_name="Œuvrard", used_name="Le Guen", sex="F"),
        printed(birth_name="Œuvrard", used_name="Le Guen", sex="M"),
        printed(birth_name="Œuvrard", used_name=""),
    ] == [
        "Maëlys Zoé Le Guen</strong>, née Œuvrard",
        "Maëlys Zoé Le Guen</strong>, né Œuvrard",
        "Maëlys Zoé Œuvrard</strong>",
    ]


def test_a_save_of_the_closing_that_comes_without_its_text_erases_nothing(sign_in):
    examination = read(missing={"C1.2"})
    chair, competence = sign_in(acts.chair_of(examination)), examination.blocks.first().competences.first()
    path = reverse("jury:reading_close_field", args=[examination.pk, f"reason_{competence.pk}"])
    chair.post(path, {"text": "Une raison.", "base": 0, "client": "a", "seq": 1})

    answer = chair.post(path, {"base": 1, "client": "b", "seq": 1})

    texts = ClosingDraft.objects.get(examination=examination).texts
    assert (answer.status_code, texts) == (400, {f"reason_{competence.pk}": "Une raison."})


@pytest.mark.parametrize(("in_favour", "motive"), [(2, ""), (1, "Il manque un fait précis.")])
def test_a_minority_s_words_are_not_the_motive_of_what_the_majority_finds_acquired(
    sign_in, in_favour, motive
):
    version = published_version(blocks=(1,))
    jury = acts.make_jury(version, size=3)
    examination = acts.assign(acts.submitted_dossier(eligible_candidate(version=version)), jury)
    acts.cast_all(examination, missing={"C1.1"})
    acts.hold_interview(acts.close_reading(examination))
    acts.cast_split(examination, {"C1.1": in_favour})

    page = sign_in(acts.chair_of(examination)).get(reverse("jury:deliberation_close", args=[examination.pk]))

    form = page.context["form"]
    (proposed,) = (form[name].value() for name in form.fields if name.startswith("motive_"))
    assert proposed == motive
    assert "La personne candidate ne les lit pas." in page.content.decode()


def test_after_an_absence_without_excuse_the_motive_proposed_is_what_the_reading_found_missing(sign_in):
    examination = acts.close_reading(read(missing={"C1.2"}))
    chair, starts_at = acts.chair_of(examination), timezone.now() + dt.timedelta(hours=1)
    where = {"mode": Mode.ON_SITE, "place": "Salle 1", "by": chair, "at": timezone.now()}
    interview.summon_interview(examination, starts_at=starts_at, **where)
    after = starts_at + dt.timedelta(minutes=20)
    absence = {"attendance": Attendance.ABSENT, "present": [], "reason": "Aucune nouvelle."}
    with time_machine.travel(after):
        interview.record_interview(examination, **absence, by=chair, at=after)

        page = sign_in(chair).get(reverse("jury:deliberation_close", args=[examination.pk]))

    competence = examination.blocks.get(position=1).competences.last()
    assert page.context["form"][f"motive_{competence.pk}"].value() == "Il manque un fait précis."
    assert "ce que les membres ont écrit à la lecture" in page.content.decode()
