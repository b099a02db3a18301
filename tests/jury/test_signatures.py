"""Minutes are signed by each member who sat, on what was frozen at the closing, then sealed (D12)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cqp.tasks import catch_up
from jury.models import Minutes, MinutesSignature, SignatureMethod, Stage
from jury.services.signing import SignatureRefused, sign_minutes
from notifications.models import Message
from tests.acts import (
    assign,
    cast_all,
    chair_of,
    close_reading,
    decided,
    make_jury,
    sign_all,
    submitted_dossier,
)
from tests.factories import eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


def closed_minutes(*, size=3):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    jury = make_jury(candidate.version, size=size)
    examination = assign(submitted_dossier(candidate), jury)
    cast_all(examination)
    return close_reading(examination).minutes.get()


def sign(minutes, user, *, reserve="", at=None):
    return sign_minutes(
        minutes, reserve=reserve, method=SignatureMethod.PASSWORD, by=user, at=at or timezone.now()
    )


def test_closing_is_the_chair_s_signature_and_the_others_are_asked_for_theirs():
    minutes = closed_minutes()

    first = minutes.signatures.get()
    waiting = minutes.unsigned()

    assert (first.signer, first.sha256, first.method) == (minutes.closed_by, minutes.sha256, "closing")
    assert len(waiting) == 2
    assert {m.recipient for m in Message.objects.filter(key=f"minutes:{minutes.pk}:to-sign")} == set(waiting)
    assert not minutes.is_sealed


def test_signing_twice_is_signing_once_and_the_last_signature_seals(sign_in):
    minutes = closed_minutes()
    second, third = minutes.unsigned()

    assert sign(minutes, second, reserve="Je regrette le délai.") == sign(
        minutes, second, reserve="Autre chose."
    )
    assert not Minutes.objects.get(pk=minutes.pk).is_sealed
    page = sign_in(third).post(reverse("jury:minutes_sign", args=[minutes.pk]), {"reserve": ""}, follow=True)

    minutes.refresh_from_db()
    assert minutes.is_sealed
    assert minutes.signatures.count() == 3
    assert minutes.signatures.get(signer=second).reserve == "Je regrette le délai."
    assert "Je regrette le délai." in page.content.decode()


def test_who_signed_in_long_ago_is_asked_who_they_are_and_loses_nothing(sign_in):
    minutes = closed_minutes(size=2)
    member = minutes.unsigned()[0]
    client = sign_in(member, ago=11 * 60)

    asked = client.post(reverse("jury:minutes_sign", args=[minutes.pk]), {"reserve": "Une réserve écrite."})
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not minutes.signatures.filter(signer=member).exists()
    client.post(asked.url, {"password": "un-mot-de-passe-long"}, follow=True)

    assert minutes.signatures.get(signer=member).reserve == "Une réserve écrite."


def test_neither_a_stranger_nor_the_office_signs_and_nobody_does_once_sealed():
    minutes = closed_minutes(size=2)
    for stranger in (juror(), manager(), minutes.examination.dossier.candidate.user):
        with pytest.raises(SignatureRefused, match="ont siégé"):
            sign(minutes, stranger)
    late = minutes.unsigned()[0]
    Minutes.objects.filter(pk=minutes.pk).update(sealed_at=timezone.now())

    with pytest.raises(SignatureRefused, match="scellé"):
        sign(minutes, late)


@pytest.mark.parametrize("forged", ["stranger", "other digest", "after the seal"])
def test_the_database_takes_no_signature_but_of_a_member_on_what_was_closed(forged):
    minutes = closed_minutes(size=2)
    signer = juror() if forged == "stranger" else minutes.unsigned()[0]
    if forged == "after the seal":
        Minutes.objects.filter(pk=minutes.pk).update(sealed_at=timezone.now())
    sha256 = "0" * 64 if forged == "other digest" else minutes.sha256

    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesSignature.objects.create(
            minutes=minutes, signer=signer, signed_at=timezone.now(), sha256=sha256, method="password"
        )


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE jury_minutessignature SET reserve = 'x'",
        "DELETE FROM jury_minutessignature",
        "UPDATE jury_minutes SET sealed_at = sealed_at + interval '1 day'",
        "UPDATE jury_minutes SET content = '{}'",
        "UPDATE jury_minutes SET file = 'y'",
    ],
)
def test_what_was_signed_and_sealed_never_changes_whoever_writes(forgery):
    minutes = sign_all(closed_minutes(size=2))
    Minutes.objects.filter(pk=minutes.pk).update(file="x", file_sha256="0" * 64)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(forgery)


def test_after_the_days_to_sign_the_minutes_are_sealed_and_name_who_did_not(time_machine, monkeypatch):
    minutes = closed_minutes()
    late, never = minutes.unsigned()
    time_machine.move_to(minutes.closed_at + dt.timedelta(days=6), tick=False)
    catch_up()
    assert {m.recipient for m in Message.objects.filter(key=f"minutes:{minutes.pk}:reminder")} == {
        late,
        never,
    }
    sign(minutes, late)

    time_machine.move_to(minutes.closed_at + dt.timedelta(days=7), tick=False)
    catch_up()

    minutes.refresh_from_db()
    assert minutes.is_sealed
    assert minutes.unsigned() == [never]
    assert Message.objects.filter(key=f"minutes:{minutes.pk}:reminder").count() == 2


def test_the_office_sees_who_has_not_signed(sign_in):
    minutes = closed_minutes()

    page = sign_in(manager()).get(reverse("jury:minutes_sign", args=[minutes.pk])).content.decode()

    assert all(str(user) in page for user in minutes.unsigned())
    assert page.count("Attendue avant le") == 2


@pytest.mark.pdf
def test_a_full_disk_leaves_the_decision_and_no_half_file_and_the_pdf_comes_later(monkeypatch):
    minutes = sign_all(closed_minutes(size=2))
    certificate = minutes.examination.dossier.candidate.certificates.ccps().get()
    save = type(default_storage._wrapped)._save if hasattr(default_storage, "_wrapped") else None

    def full(self, name, content):
        saved = save(self, name, type(content)(content.read(1000)))
        raise OSError(28, "No space left on device", saved)

    monkeypatch.setattr(type(default_storage._wrapped), "_save", full)
    catch_up()
    minutes.refresh_from_db()
    assert (minutes.file, minutes.is_sealed) == ("", True)
    assert not default_storage.exists("minutes") or default_storage.listdir("minutes")[1] == []
    assert certificate.awarded_at

    monkeypatch.undo()
    catch_up()
    minutes.refresh_from_db()
    assert default_storage.open(minutes.file).read(5) == b"%PDF-"


@pytest.mark.django_db(transaction=True)
def test_two_members_who_sign_at_once_both_have_and_the_minutes_are_sealed_once():
    minutes = closed_minutes()

    def act(user):
        try:
            return sign(minutes, user)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, minutes.unsigned()))

    minutes.refresh_from_db()
    assert minutes.is_sealed
    assert minutes.signatures.count() == 3


def test_who_signs_reads_who_is_judged_by_whom_and_where_each_competence_was_decided(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    examination = decided(candidate, missing={"C1.2"})
    minutes = examination.minutes.get(stage=Stage.INTERVIEW)
    member = minutes.unsigned()[0]

    page = sign_in(member).get(reverse("jury:minutes_sign", args=[minutes.pk])).content.decode()

    content = minutes.content
    for person in content["members"]:
        assert escape(person["name"]) in page
        assert escape(person["organisation"]) in page
    assert escape(candidate.civil_name) in page
    assert escape(content["blocks"][0]["title"]) in page
    for _name, sentence in content["interests"]:
        assert escape(sentence) in page
    assert "(décidée à la lecture)" in page
    assert "0 pour, 0 contre" not in page
    assert "0 pour, 2 contre" in page


def test_who_rectifies_reads_whose_minutes_these_are_and_the_title_of_each_competence(sign_in):
    examination = decided(eligible_candidate(version=published_version(blocks=(2,))), missing={"C1.2"})
    minutes = examination.minutes.get(stage=Stage.INTERVIEW)

    page = sign_in(chair_of(examination)).get(reverse("jury:minutes_rectify", args=[minutes.pk]))

    assert escape(str(examination.dossier.candidate)) in page.content.decode()
    for competence in examination.blocks.get().competences.all():
        assert escape(f"{competence.code} {competence.title}") in page.content.decode()


def test_the_dashboard_leads_to_each_of_the_minutes_that_wait_for_signatures(sign_in):
    minutes = closed_minutes()

    page = sign_in(manager()).get(reverse("dashboard"))

    assert page.context["to_sign_count"] == 1
    assert reverse("jury:minutes_sign", args=[minutes.pk]) in page.content.decode()


def test_the_page_of_a_dossier_asks_for_what_is_to_sign_and_says_thank_you_after(sign_in):
    minutes = closed_minutes()
    member = minutes.unsigned()[0]
    page = reverse("jury:examination", args=[minutes.examination_id])

    before = sign_in(member).get(page).content.decode().replace("\u00a0", " ")
    sign(minutes, member)
    after = sign_in(member).get(page).content.decode().replace("\u00a0", " ")

    assert "Il vous reste 1 procès-verbal à signer." in before
    assert "ne vous demande plus rien" not in before
    assert "ne vous demande plus rien" in after
