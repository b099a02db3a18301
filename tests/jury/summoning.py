"""From a reading that left something open to a date: what tests of interviews begin with."""

import datetime as dt

from django.utils import timezone

from jury.models import Examination, Mode
from jury.services import slots
from tests import acts
from tests.factories import eligible_candidate, published_version

DAY = dt.timedelta(days=1)


def to_summon(*, version=None, jury=None):
    """An examination whose reading left one competence open."""
    candidate = eligible_candidate(version=version or published_version(blocks=(2,)))
    examination = acts.assign(acts.submitted_dossier(candidate), jury)
    code = candidate.version.blocks.get().competences.first().code
    acts.cast_all(examination, missing={code})
    return acts.close_reading(examination)


def offer(examination, *days, place="Salle 1"):
    now = timezone.now()
    return slots.propose_slots(
        examination,
        starts=[now + day * DAY for day in days],
        mode=Mode.ON_SITE,
        place=place,
        by=acts.chair_of(examination),
        at=now,
    )


def choose(slot):
    return slots.choose_slot(slot, by=slot.examination.dossier.candidate.user, at=timezone.now())


def state_of(examination):
    return Examination.objects.get(pk=examination.pk).state
