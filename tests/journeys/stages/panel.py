"""Who judges, and when: the pool, sessions, declarations, replacements."""

import datetime as dt

from django.utils import timezone

from jury.models import Mode
from jury.services import constitution
from jury.services.sessions import create_session
from tests import acts
from tests.factories import juror
from tests.journeys import moments
from tests.journeys.moments import FormInHand


def in_days(number):
    return f"{timezone.localdate() + dt.timedelta(days=number):%d/%m/%Y}"


def profile(world):
    person = juror()
    typed = {"college": "employer", "certifications": [world.version.certification_id]}
    return FormInHand(world.office, "jury:juror", (person.pk,), typed)


def away(world):
    typed = {"starts_on": in_days(3), "ends_on": in_days(4), "reason": "Congés"}
    return FormInHand(world.chair, "jury:availability", (), typed)


def session(world):
    typed = {
        "name": "Session de juin",
        "version": world.version.pk,
        "starts_on": in_days(40),
        "ends_on": in_days(41),
        "mode": "on_site",
        "place": "Salle Iroise",
        "jury": moments.a_jury(world).pk,
    }
    return FormInHand(world.office, "jury:session_create", (), typed)


def answer_session(world):
    held = create_session(
        moments.a_jury(world),
        name="Session",
        starts_on=timezone.localdate() + dt.timedelta(days=30),
        ends_on=timezone.localdate() + dt.timedelta(days=30),
        mode=Mode.REMOTE,
        place="https://visio.example/1",
        by=world.office.user,
        at=timezone.now(),
    )
    convocation = held.convocations.get(juror=world.chair.user)
    typed = {"answer": "declined", "reason": "Réunion"}
    return FormInHand(world.chair, "jury:convocation_answer", (convocation.pk,), typed)


def declare(world):
    candidate, _person = moments.a_candidate(world)
    examination = constitution.assign_dossier(
        acts.submitted_dossier(candidate),
        moments.a_jury(world),
        by=world.office.user,
        at=timezone.now(),
    )
    return FormInHand(world.chair, "jury:declaration", (examination.pk,), {"has_link": "none"})


def _member(world):
    examination, _person = moments.an_examination(world)
    return examination, examination.seats.filter(is_chair=False).first()


def remove(world):
    examination, seat = _member(world)
    return FormInHand(
        world.office, "jury:member_remove", (examination.pk, seat.pk), {"reason": "Empêchement"}
    )


def replace_member(world):
    examination, seat = _member(world)
    typed = {"entering": juror().pk, "chair": world.chair.user.pk, "reason": "Empêchement"}
    return FormInHand(world.office, "jury:member_replace", (examination.pk, seat.pk), typed)


def name_chair(world):
    examination, seat = _member(world)
    typed = {"chair": seat.pk, "reason": "La présidence est empêchée"}
    return FormInHand(world.office, "jury:chair_name", (examination.pk,), typed)
