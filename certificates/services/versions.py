"""Versions that follow one another (D14): written equivalences of blocks, and moving a candidate."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from candidates.models import Candidate
from candidates.states import OPEN
from certificates.services.awarding import award_cqp_outside_a_jury
from notifications.services import notify
from referentials.models import BlockEquivalence
from rules.awards import check_may_move
from rules.errors import VersionRefused


@transaction.atomic
def record_equivalence(old_block, new_block, *, reason, decided_on, by, at):
    """Write that a CCP of the old block counts for the new one; for good, like what it decides.

    It awards nothing by itself: a CQP it completes comes when its candidate moves to the newer version, or by
    `award_due_cqps` for those who already follow it.
    """
    old, new = old_block.version, new_block.version
    if old.certification_id != new.certification_id or old.published_at >= new.published_at:
        raise VersionRefused(
            "Une équivalence va d’un bloc à un bloc d’une version plus récente de la même certification.",
            field="new_block",
        )
    if BlockEquivalence.objects.filter(old_block=old_block, new_block=new_block).exists():
        raise VersionRefused("Cette équivalence est déjà écrite.", field="new_block")
    equivalence = BlockEquivalence.objects.create(
        old_block=old_block,
        new_block=new_block,
        reason=reason,
        decided_on=decided_on,
        recorded_by=by,
        recorded_at=at,
    )
    record(
        "equivalence.recorded",
        actor=by,
        target=equivalence,
        about=[old, new],
        at=at,
        old=old_block.code,
        new=new_block.code,
    )
    return equivalence


@transaction.atomic
def move_to_version(candidate, version, *, by, at):
    """Let a candidate follow a newer version, between two dossiers. Their CCPs stay what they are, and count
    through the equivalences; the CQP comes at once if nothing is missing any more."""
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("user", "version")
        .get(pk=candidate.pk)
    )
    left = candidate.version
    check_may_move(
        open_dossiers=candidate.dossiers.filter(state__in=OPEN).count(),
        same_certification=version.certification_id == candidate.certification_id,
        is_newer=version.published_at is not None and version.published_at > left.published_at,
        has_blocks=version.blocks.exists(),
    )
    candidate.version = version
    candidate.save(update_fields=["version"])
    record(
        "candidate.moved",
        actor=by,
        target=candidate,
        about=[left, version],
        at=at,
        old=left.number,
        new=version.number,
    )
    notify(
        candidate.user,
        key=f"candidate:{candidate.pk}:version:{version.pk}",
        subject="Votre parcours suit une nouvelle version du référentiel",
        body=f"Vous suivez désormais le référentiel {version}. Les blocs que vous avez validés restent "
        "acquis ; votre parcours dit lesquels comptent dans cette version.",
        path=reverse("course"),
        at=at,
    )
    award_cqp_outside_a_jury(candidate, basis={"jury": "Équivalences de blocs"}, at=at, by=by)
    return candidate
