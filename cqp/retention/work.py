"""The hourly round: what is to be told, what is to go. One row that fails stops no other."""

import logging

from django.db import DatabaseError

from candidates.models import Dossier
from candidates.services.erasing import tell_erasure
from cqp.retention import due, erasing
from rules.errors import DomainError

logger = logging.getLogger(__name__)
A_ROUND = 500


def _tell_dossier(pk, *, at):
    tell_erasure(Dossier(pk=pk), at=at)


def rounds(*, at):
    """(what it is in French, act, rows)."""
    return [
        ("effacement d’un dossier annoncé", _tell_dossier, due.dossiers_to_tell(at=at)),
        ("effacement d’une candidature annoncé", erasing.tell_candidacy, due.candidacies_to_tell(at=at)),
        ("dossier effacé", erasing.erase_dossier, due.dossiers_to_erase(at=at)),
        ("candidature effacée", erasing.erase_candidacy, due.candidacies_to_erase(at=at)),
        ("aménagement effacé", erasing.erase_accommodation, due.accommodations_to_erase(at=at)),
        ("convocations d’une session effacées", erasing.clear_session, due.sessions_to_clear(at=at)),
    ]


def let_go(*, at):
    """{what it is in French: how many rows}; nothing when nothing has had its time."""
    done = {}
    for what, act, rows in rounds(at=at):
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:A_ROUND]):
            try:
                act(pk, at=at)
            except (DatabaseError, DomainError) as refusal:
                # PostgreSQL holds back what a query let through: the row stays whole, and is looked at again
                logger.exception("%s: row %s is kept: %s", act.__name__, pk, type(refusal).__name__)
            else:
                done[what] = done.get(what, 0) + 1
    return done | erasing.forget_old_rows(at=at)


def foreseen(*, at):
    """[(what it is in French, how many)]: what the next round would do, for `manage.py let_go --dry-run`."""
    return [(what, count) for what, _act, rows in rounds(at=at) if (count := rows.count())]
