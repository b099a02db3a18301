"""What a candidate finds of earlier dossiers when a block is presented again."""

from dataclasses import dataclass

from candidates.models import Dossier, DossierBlock


@dataclass(frozen=True)
class EarlierReasons:
    """The latest decision on a block that was not validated: `lines` holds (competence, reason)."""

    block: object
    dossier: Dossier
    lines: list


def earlier_dossiers(candidate):
    """Those whose text may be taken up: they presented a block still to validate. The latest first."""
    targets = candidate.targets.filter(block__version=candidate.version)
    refused = targets.told_refused().exclude(block__in=targets.standing().values("block"))
    return (
        Dossier.objects.filter(pk__in=refused.values("dossier"), erased_at=None)
        .select_related("candidate")
        .prefetch_related("targets")
        .order_by("-closed_at", "-pk")
    )


def _last_reasons(dossier):
    """Those of the decision that stands; prefetch `reasons`."""
    reasons = dossier.reasons.all()
    last = max((reason.round for reason in reasons), default=1)
    return [reason for reason in reasons if reason.round == last]


def earlier_reasons(dossier):
    """[EarlierReasons] for the blocks of this dossier, in order: what to write it beside. For its candidate
    only: another jury never sees an earlier verdict (D1)."""
    rows = (
        DossierBlock.objects.told_refused()
        .filter(
            candidate=dossier.candidate_id,
            dossier__closed_at__isnull=False,
            block__in=[link.block_id for link in dossier.targets.all()],
        )
        .exclude(dossier=dossier)
        .select_related("block", "dossier__candidate")
        .prefetch_related("dossier__reasons__competence")
        .order_by("block__position", "dossier__closed_at", "pk")
    )
    latest = {target.block_id: target for target in rows}
    return [
        EarlierReasons(
            target.block,
            target.dossier,
            [
                (reason.competence, reason.text)
                for reason in _last_reasons(target.dossier)
                if reason.competence.block_id == target.block_id
            ],
        )
        for target in latest.values()
    ]
