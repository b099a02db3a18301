"""Many certificates delivered together: an order written at once, its lines done one by one in the
background."""

import logging

from django.db import DatabaseError, transaction
from django.db.models import F, Q

from audit.services import record
from certificates.models import IssueBatch, IssueLine
from certificates.services.issuing import issue_certificate
from certificates.states import BatchState
from rules.errors import DomainError, IssueRefused

logger = logging.getLogger(__name__)

# What is no rule's refusal and may hold one line only: the database refuses a row or gives up waiting for it,
# a file or a disk fails, a snapshot does not hold what a certificate is made of.
BROKEN = (DatabaseError, OSError, KeyError, ValueError, TypeError)
TRIED_AGAIN = (
    "une erreur de l’application empêche sa délivrance ({what}). Elle est essayée de nouveau chaque minute : "
    "si elle dure, donnez ce message à l’équipe technique."
)


@transaction.atomic
def start_batch(certificates, *, issued_on, by, at):
    """Write the order: these certificates, in this order. `certificates` are those of the queue that `by` may
    deliver."""
    keys = list(certificates.order_by("awarded_at", "pk").values_list("pk", flat=True))
    if not keys:
        raise IssueRefused("Choisissez au moins un certificat à délivrer.")
    batch = IssueBatch.objects.create(issued_on=issued_on, asked_by=by, asked_at=at)
    IssueLine.objects.bulk_create(
        IssueLine(batch=batch, certificate_id=key, position=rank) for rank, key in enumerate(keys, 1)
    )
    record("batch.started", actor=by, target=batch, at=at, count=len(keys), issued_on=issued_on)
    return batch


@transaction.atomic
def deliver_next(pk, *, at, since=None):
    """Deliver the next certificate of an order. Returns whether there may be another one after it.

    The order's row is locked before anybody's: two workers on one order take turns, so that numbers follow
    its lines; a pause takes effect between two of them. What a rule refuses is written on its line, for good.
    What breaks is set aside with its reason, behind all the others, and waits for another turn: this one
    began at `since`. The order ends when no line waits.
    """
    batch = IssueBatch.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=pk)
    if not batch.is_running:
        return False
    waiting = batch.lines.filter(done_at=None)
    in_turn = waiting.filter(Q(failed_at=None) | Q(failed_at__lt=since or at))
    in_turn = in_turn.select_related("certificate")
    line = in_turn.order_by(F("failed_at").asc(nulls_first=True), "position").first()
    if line:
        _deliver(line, batch, at=at)
    elif not waiting.exists():
        _move(batch, BatchState.DONE, "batch.done", by=batch.asked_by, at=at)
    return line is not None


def _deliver(line, batch, *, at):
    line.done_at, line.failed_at, line.problem = at, None, ""
    try:
        with transaction.atomic():
            issue_certificate(line.certificate, issued_on=batch.issued_on, at=at, by=batch.asked_by)
    except DomainError as refusal:
        line.problem = " ".join(refusal.sentences)
    except BROKEN as error:
        logger.exception("Line %s of order %s is set aside", line.position, batch.pk)
        line.done_at, line.failed_at = None, at
        line.problem = TRIED_AGAIN.format(what=type(error).__name__)
    line.save(update_fields=["done_at", "failed_at", "problem"])


@transaction.atomic
def pause_batch(batch, *, by, at):
    """Stop after the certificate being delivered; nothing is undone."""
    batch = IssueBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.is_running:
        _move(batch, BatchState.PAUSED, "batch.paused", by=by, at=at)
    return batch


@transaction.atomic
def resume_batch(batch, *, by, at):
    batch = IssueBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.is_paused:
        _move(batch, BatchState.RUNNING, "batch.resumed", by=by, at=at)
    return batch


def _move(batch, state, action, *, by, at):
    batch.state = state
    if state == BatchState.DONE:
        batch.done_at = at
    batch.save(update_fields=["state", "done_at"])
    record(action, actor=by, target=batch, at=at)
