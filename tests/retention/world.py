"""Procedures of long ago: decided, withdrawn, forgotten, as the services of that day left them."""

import datetime as dt

from django.utils import timezone
from time_machine import travel

from candidates.models import Dossier
from candidates.services import accommodations, submission
from cqp.retention.work import let_go
from cqp.tasks import catch_up
from jury.models import Stage
from jury.services.appeals import file_appeal
from tests import acts
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_picture

NEVER = "Une phrase que plus personne ne doit retrouver nulle part."
LONG_AGO = "2019-03-04 10:00:00+01:00"


def a_candidate(**fields):
    """Of a version with two blocks, with a measure arranged and people named."""
    candidate = eligible_candidate(
        version=published_version(blocks=(1, 1)),
        line_manager_name="Odile Vasseur",
        line_manager_email="odile.vasseur@caisse.test",
        **fields,
    )
    accommodations.arrange(candidate, measure="breaks", detail="", by=manager(), at=timezone.now())
    return candidate


def decided_dossier(*, missing=("C1.1",), appeal=False):
    """Read, heard, decided, signed and told in 2019, with an annexe; nothing validated unless asked."""
    with travel(LONG_AGO):
        candidate = a_candidate()
        dossier = acts.write_dossier(candidate, [candidate.version.blocks.first()])
        acts.annexe(dossier, a_picture())
        examination = acts.assign(acts.submit(dossier))
        acts.cast_all(examination, missing=missing)
        examination = acts.close_reading(examination)
        if missing:
            acts.hold_interview(examination)
            acts.cast_all(examination, stage=Stage.INTERVIEW, missing=missing)
            examination = acts.close_deliberation(examination)
        for minutes in examination.minutes.all():
            acts.sign_all(minutes)
        catch_up()
        if appeal:
            file_appeal(
                examination, grounds="other", text=NEVER, uploads=[], by=candidate.user, at=timezone.now()
            )
    return Dossier.objects.get(pk=dossier.pk)


def draft():
    with travel(LONG_AGO):
        return acts.write_dossier(a_candidate())


def withdrawn_dossier():
    with travel(LONG_AGO):
        dossier = acts.submit(acts.write_dossier(a_candidate()))
        submission.withdraw_dossier(dossier, by=dossier.candidate.user, at=timezone.now())
        catch_up()
    return Dossier.objects.get(pk=dossier.pk)


def told_then_let_go():
    """The round that tells, forty days before this one, then the round that erases, and its files."""
    with travel(timezone.now() - dt.timedelta(days=40)):
        told = let_go(at=timezone.now())
    done = let_go(at=timezone.now())
    catch_up()
    return told, done
