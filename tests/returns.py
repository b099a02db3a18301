"""A dossier sent back and completed, by the services, in one call each."""

import datetime as dt

from django.utils import timezone

from candidates.models import CompletionPlace, Dossier, Situation
from candidates.services import completion, keeping, returning
from rules.autosave import Attempt
from tests.acts import submit
from tests.factories import manager


def send_back(dossier, *points, until=None, opens_all=False, at=None):
    """Send back with these (place, situation) points, or one on the first situation's analysis."""
    at = at or timezone.now()
    points = points or [(CompletionPlace.ANALYSIS, dossier.situations.first())]
    returning.return_dossier(
        dossier,
        points=[(place, situation, f"À compléter : {place}") for place, situation in points],
        until=until or timezone.localdate(at) + dt.timedelta(days=7),
        opens_all=opens_all,
        by=manager(),
        at=at,
    )
    return Dossier.objects.get(pk=dossier.pk)


def save(dossier, situation, **changes):
    """Save these fields of a situation on what is kept now, as its page would; `illustrations` maps a
    competence to its text, `blocks` is a list."""
    situation = Situation.objects.get(pk=situation.pk)
    typed = {f"illustration_{c.pk}": text for c, text in changes.pop("illustrations", {}).items()}
    if blocks := changes.pop("blocks", None):
        typed["blocks"] = ",".join(sorted(block.code for block in blocks))
    now = {
        name: keeping.Change(text, Attempt(keeping.revision_of(situation, name).number, "", 0))
        for name, text in (typed | changes).items()
    }
    saved, _kept = keeping.save_fields(
        dossier, situation.key, now, is_new=False, by=dossier.candidate.user, at=timezone.now()
    )
    return saved


def answer_all(dossier):
    points = dossier.completion.points.all()
    answers = {point.position: f"Fait au point {point.position}" for point in points}
    completion.save_answers(dossier, answers, by=dossier.candidate.user, at=timezone.now())


def rewrite(dossier, analysis="Analyse reprise. " * 40):
    save(dossier, dossier.situations.first(), analysis=analysis)


def cancel(dossier):
    returning.cancel_completion(dossier, by=manager(), at=timezone.now())
    return Dossier.objects.get(pk=dossier.pk)


def completed(dossier, analysis="Analyse reprise. " * 40):
    """A submitted dossier sent back, its first analysis rewritten, submitted again: a second version."""
    dossier = send_back(dossier)
    rewrite(dossier, analysis)
    answer_all(dossier)
    return submit(dossier)
