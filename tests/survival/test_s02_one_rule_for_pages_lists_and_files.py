"""S02: what opens, what is listed, what is counted and what is served are the same dossiers."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.reauthentication import BACKEND
from jury.models import Declaration, Examination, Seat
from jury.services import constitution, replacement
from notifications.models import Message
from tests.acts import assign, declare, make_jury, submit, with_annexe, write_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db
FATES = ["sits", "boss", "trainer", "same_unit", "moved", "declared", "removed", "dissolved", "undeclared"]


@pytest.fixture
def world(db):
    """One juror, the chairs of two juries, one dossier for each fate."""
    version = published_version(blocks=(1,))
    jury = make_jury(version, size=3)
    juror = jury.members.filter(is_chair=False).first().user
    return version, jury, juror


def suffer(examination, juror, fate, *, at):
    """What happens to the juror on this dossier, whatever path it takes."""
    candidate = examination.dossier.candidate
    if fate == "boss":
        type(candidate).objects.filter(pk=candidate.pk).update(line_manager_email=juror.email.upper())
    elif fate == "trainer":
        candidate.attendances.update(trainer_email=juror.email)
    elif fate in ("same_unit", "moved"):
        where = {"organisation": juror.organisation, "unit": f" {juror.unit.upper()}"}
        type(candidate.user).objects.filter(pk=candidate.user_id).update(**where)
        if fate == "moved":
            type(candidate.user).objects.filter(pk=candidate.user_id).update(unit="Un autre service")
    elif fate == "declared":
        declare(examination, juror, kind="personal", text="Une amie", at=at)
    elif fate == "removed":
        seat = Seat.objects.get(examination=examination, juror=juror)
        replacement.remove_member(seat, reason="Absence", by=manager(), at=at)
    elif fate == "dissolved":
        constitution.dissolve_jury(examination, reason="Quorum", by=manager(), at=at)


@given(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_opens_is_what_is_listed_counted_and_served(world, client, fates):
    version, jury, juror = world
    now = timezone.now()
    found = []
    for fate in fates:
        dossier = submit(with_annexe(write_dossier(eligible_candidate(version=version))))
        if fate == "undeclared":
            examination = constitution.assign_dossier(dossier, jury, by=manager(), at=now)
        else:
            examination = assign(dossier, jury)
        suffer(examination, juror, fate, at=now)
        found.append((examination, fate))
    client.force_login(juror, backend=BACKEND)

    visible = set(Examination.objects.visible_to(juror).values_list("pk", flat=True))
    page = client.get(reverse("jury:examinations")).context
    listed = {line.examination.pk for name in ("me", "others", "closed") for line in page[name]}
    told = set(Message.objects.visible_to(juror).values_list("path", flat=True))

    for examination, fate in found:
        opens = client.get(reverse("jury:examination", args=[examination.pk])).status_code != 404
        file = examination.dossier.attachments.get().file_id
        served = client.get(reverse("jury:attachment", args=[examination.pk, file])).status_code == 200
        pdf = client.get(reverse("jury:dossier_document", args=[examination.pk])).status_code != 404
        expected = fate in ("sits", "moved", "undeclared")
        assert (fate, opens, examination.pk in visible, examination.pk in listed) == (fate, *[expected] * 3)
        may_read = expected and Declaration.objects.filter(examination=examination, juror=juror).exists()
        assert (fate, served, pdf) == (fate, may_read, may_read)
        if fate != "dissolved":
            assert (f"/jury/examens/{examination.pk}/" in told) is expected
