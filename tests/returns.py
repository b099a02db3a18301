"""A dossier sent back and completed, by the services, in one call each."""

import datetime as dt

from django.utils import timezone

from candidates.models import CompletionPlace, Dossier
from candidates.services import completion, returning, writing
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
    """Save the whole page of a situation with these changes, as its form would."""
    texts = {name: getattr(situation, name) for name in ("title", "context", "presentation", "analysis")}
    kept = situation.illustrations.select_related("competence__block")
    illustrations = {i.competence: i.text for i in kept} | changes.pop("illustrations", {})
    blocks = changes.pop("blocks", None) or list(situation.blocks.all())
    return writing.save_situation(
        dossier,
        situation,
        texts=texts | changes,
        blocks=blocks,
        illustrations=illustrations,
        by=dossier.candidate.user,
        at=timezone.now(),
    )


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
