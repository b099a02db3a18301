"""The feasibility (recevabilité) of a VAE: the request, its answer, its validity, who accompanies (D4)."""

from django.db import transaction
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate
from candidates.services.passport import modules_path
from candidates.services.ties import check_not_tied
from notifications.services import notify
from rules.eligibility import feasibility_in_words
from rules.errors import DomainError


class FeasibilityRefused(DomainError):
    """Dates of a request that contradict each other, the calendar or the route."""


def check_feasibility(*, requested_on, is_accepted, decided_on, valid_until, today):
    """Raises FeasibilityRefused: an answer has a request and a date, no date is to come, a validity ends
    after what it validates."""
    if is_accepted is not None and not decided_on:
        raise FeasibilityRefused("Écrivez la date de la réponse.", field="decided_on")
    if is_accepted is None and decided_on:
        raise FeasibilityRefused("Choisissez la réponse donnée à cette date.", field="is_accepted")
    if (decided_on or valid_until) and not requested_on:
        raise FeasibilityRefused("Écrivez la date de la demande.", field="requested_on")
    if requested_on and requested_on > today:
        raise FeasibilityRefused("La date de la demande est à venir : vérifiez-la.", field="requested_on")
    if decided_on and decided_on > today:
        raise FeasibilityRefused("La date de la réponse est à venir : vérifiez-la.", field="decided_on")
    if decided_on and decided_on < requested_on:
        raise FeasibilityRefused("La réponse ne peut pas précéder la demande.", field="decided_on")
    if valid_until and valid_until < (decided_on or requested_on):
        raise FeasibilityRefused(
            "La validité ne peut pas finir avant la demande ni avant la réponse.", field="valid_until"
        )


@transaction.atomic
def record_feasibility(
    candidate, *, requested_on, is_accepted, decided_on, valid_until, companion_email, by, at
):
    """What the office knows of the request. The person is told of an answer, once for each answer."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("user").get(pk=candidate.pk)
    if not candidate.is_vae:
        raise FeasibilityRefused(
            "Cette personne suit la voie de la formation : aucune recevabilité n’y est due."
        )
    today = timezone.localdate(at)
    check_feasibility(
        requested_on=requested_on,
        is_accepted=is_accepted,
        decided_on=decided_on,
        valid_until=valid_until,
        today=today,
    )
    values = {
        "feasibility_requested_on": requested_on,
        "feasibility_is_accepted": is_accepted,
        "feasibility_decided_on": decided_on,
        "feasibility_valid_until": valid_until,
        "companion_email": companion_email.strip().lower(),
    }
    changed = [name for name, value in values.items() if getattr(candidate, name) != value]
    if not changed:
        return candidate
    for name in changed:
        setattr(candidate, name, values[name])
    candidate.save(update_fields=changed)
    check_not_tied(candidate, by=by)
    record(
        "feasibility.recorded",
        actor=by,
        target=candidate,
        at=at,
        **{name: values[name] for name in changed if name != "companion_email"},
    )
    if is_accepted is not None and {"feasibility_is_accepted", "feasibility_decided_on"} & set(changed):
        notify(
            candidate.user,
            key=f"candidate:{candidate.pk}:feasibility:{decided_on}:{'yes' if is_accepted else 'no'}",
            subject="Votre demande de recevabilité a reçu sa réponse",
            body=" ".join(feasibility_in_words(candidate.feasibility(), on=today)),
            path=modules_path(candidate.pk),
            at=at,
        )
    return candidate
