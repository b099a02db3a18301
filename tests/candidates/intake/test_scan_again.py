"""S39: the antivirus learns, and is asked again, a month later, about what it let through."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import StoredFile
from cqp.tasks import catch_up, due_for_another_scan
from notifications.models import Message
from tests.acts import submit
from tests.candidates.intake.clamd_server import SIGNATURE, an_infected_pdf, bring, door
from tests.factories import manager
from tests.files import a_picture

pytestmark = pytest.mark.django_db
SUBJECT = "L’antivirus refuse un fichier déjà reçu"


@pytest.fixture
def learns(daemon):
    """The daemon lets everything through, until it learns."""
    daemon.knows.remove(SIGNATURE)
    return lambda: daemon.knows.append(SIGNATURE)


def a_month_passes():
    StoredFile.objects.update(scanned_at=timezone.now() - dt.timedelta(days=31))


def told():
    return sorted(Message.objects.filter(subject=SUBJECT).values_list("recipient__email", flat=True))


def brought(dossier, committed, *, submitted):
    with committed():
        held = bring(dossier, an_infected_pdf(), name="bilan.pdf")
    if submitted:
        held.refresh_from_db()
        held.label, held.is_anonymous = "Bilan", True
        held.save()
        submit(dossier)
    return held


@pytest.mark.parametrize("submitted", [False, True])
def test_a_file_found_infected_later_is_closed_and_both_sides_are_told_once(
    learns,
    dossier,
    owner,
    committed,
    submitted,
):
    office = manager()
    held = brought(dossier, committed, submitted=submitted)
    assert owner.get(door(dossier, held)).status_code == 200
    learns()
    a_month_passes()

    for _ in range(3):
        with committed():
            catch_up()

    file = StoredFile.objects.get()
    assert file.is_infected
    assert owner.get(door(dossier, held)).status_code == 404
    assert told() == sorted([dossier.candidate.user.email, office.email])
    assert AuditEntry.objects.filter(action="file.infected_later").count() == 1
    # what a submission holds is kept, closed; the rest is erased
    assert (file.erased_at is None, default_storage.exists(file.key)) == (submitted, submitted)
    page = owner.get(reverse("candidates:attachments", args=[dossier.pk])).content.decode()
    assert ("Votre dépôt reste valable" in page) == submitted
    assert ("il est effacé, personne" in page) != submitted


def test_what_stays_clean_is_asked_about_once_a_month_and_stays_open(
    daemon,
    dossier,
    owner,
    committed,
):
    with committed():
        held = bring(dossier, a_picture())
    daemon.scanned.clear()
    catch_up()
    assert daemon.scanned == []
    a_month_passes()

    catch_up()
    catch_up()

    assert len(daemon.scanned) == 1
    assert owner.get(door(dossier, held)).status_code == 200


def test_a_scanner_that_is_away_closes_nothing_and_is_asked_again(
    daemon,
    dossier,
    owner,
    committed,
    settings,
):
    with committed():
        held = bring(dossier, a_picture())
    a_month_passes()
    here, settings.CLAMAV_URL = settings.CLAMAV_URL, "tcp://127.0.0.1:1"
    catch_up()
    assert owner.get(door(dossier, held)).status_code == 200
    assert due_for_another_scan().count() == 1

    settings.CLAMAV_URL = here
    catch_up()

    assert not due_for_another_scan().exists()


def test_what_came_before_there_was_an_antivirus_is_scanned_once_there_is_one(
    daemon,
    dossier,
    settings,
):
    here, settings.CLAMAV_URL = settings.CLAMAV_URL, ""
    bring(dossier, a_picture())
    assert not due_for_another_scan().exists()
    settings.CLAMAV_URL = here

    catch_up()

    assert len(daemon.scanned) == 1
    assert StoredFile.objects.get().scanned_at is not None
