"""What a returned dossier lets change, the answers to its points, the end of a request.

Sending back, extending and cancelling are the office's acts: `services/returning.py`.
"""

from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from candidates.models import Candidate, CompletionRequest, Dossier
from rules import completion as rule
from rules.completion import Opening
from rules.errors import CompletionRefused


@dataclass(frozen=True)
class Openings:
    """What may be written now: everything in a draft, what was reopened in a returned dossier."""

    places: frozenset[Opening]
    opens_all: bool
    submitted: frozenset[int]  # the situations of the version sent back: any other is new

    def allow(self, situation, place):
        """`situation` is a Situation or None for a new one; `place` a CompletionPlace or the name of a field
        of the situation's page, « passages » or « removal »."""
        return rule.may_change(self.places, self.opens_all, *self._where(situation, place))

    def check(self, situation, place, *, field=None):
        """Raises PlaceClosed at `field`."""
        rule.check_may_change(self.places, self.opens_all, *self._where(situation, place), field=field)

    def _where(self, situation, place):
        if place.startswith("illustration_"):
            place = rule.ILLUSTRATIONS
        is_new = situation is None or situation.pk not in self.submitted
        if place != rule.ATTACHMENTS and is_new:
            return None, rule.SITUATIONS
        return getattr(situation, "pk", None), place

    def reason(self, situation, place):
        """Why it may not change, as the page says it; empty when it may."""
        if self.allow(situation, place):
            return ""
        return rule.closed_because(self._where(situation, place)[1])


EVERYTHING = Openings(frozenset(), opens_all=True, submitted=frozenset())


def open_request_of(dossier):
    """The request that a returned dossier answers; None for any other state."""
    if not dossier.is_returned:
        return None
    return dossier.completion_requests.prefetch_related("points").get(closed_at=None)


def openings_of(dossier):
    """What the candidate may change now, for the pages and for the guards; a fixed number of queries."""
    request = open_request_of(dossier)
    if request is None:
        return EVERYTHING
    return Openings(
        frozenset(
            Opening(point.place, point.situation_id)
            for point in request.points.all()
            # a text whose situation was since removed reopens nothing
            if point.situation_id or point.place in (rule.SITUATIONS, rule.ATTACHMENTS)
        ),
        opens_all=request.opens_all,
        submitted=frozenset(request.situations_sent_back()),
    )


def check_may_change(dossier, situation, place, *, field=None):
    """Raises PlaceClosed, at its field, where a returned dossier was not reopened."""
    openings_of(dossier).check(situation, place, field=field)


@transaction.atomic
def save_answers(dossier, answers, *, by, at):
    """Keep the candidate's answers, complete or not: `answers` maps a point's position to its text."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    request = open_request_of(dossier)
    if request is None:
        raise CompletionRefused(
            f"Ce dossier est à l’état « {dossier.get_state_display()} » : il n’attend plus de réponse. "
            "Copiez ce que vous venez d’écrire avant de quitter la page."
        )
    for point in request.points.all():
        if answers.get(point.position, point.answer) != point.answer:
            point.answer = answers[point.position]
            point.save(update_fields=["answer"])
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])
    record("completion.answered", actor=by, target=request, about=[dossier], at=at)
    return request


def check_answered(dossier, *, at):
    """A returned dossier goes back in time and with every point answered; the caller holds the locks."""
    request = open_request_of(dossier)
    if request is not None:
        rule.check_completed([point.as_rule() for point in request.points.all()], until=request.until, at=at)


def close_request(dossier, *, at):
    """End the request a dossier answers, if there is one; the caller holds the locks."""
    CompletionRequest.objects.filter(dossier=dossier, closed_at=None).update(closed_at=at)
