"""Beginning a dossier, and taking a situation out of it. For the texts, see candidates.services.keeping."""

from django.db import transaction

from audit.services import record
from candidates.models import Candidate, Dossier, DossierBlock, Outcome
from candidates.services.completion import check_may_change
from candidates.versions_followed import older_blocks_validated, validated_by_equivalence
from rules.eligibility import check_targets
from rules.errors import DomainError


class TextClosed(DomainError):
    """The text may no longer change: it was submitted or withdrawn."""


@transaction.atomic
def start_dossier(candidate, blocks, *, by, at):
    """Begin a dossier for one or several blocks (A3, A7). Writing may begin before the modules are followed:
    A11 is asked for when the dossier is submitted."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    targets = candidate.targets.select_related("block", "dossier").filter(block__version=candidate.version)
    known = {block.code: block for block in candidate.version.blocks.all()}
    equivalent = validated_by_equivalence(candidate, older_blocks_validated(candidate))
    by_equivalence = {block.code for block in known.values() if block.pk in equivalent}
    check_targets(
        asked={block.code for block in blocks},
        known={code: block.label.lower() for code, block in known.items()},
        held={t.block.code for t in targets if t.known_outcome == Outcome.VALIDATED} | by_equivalence,
        in_open_dossier={t.block.code for t in targets if t.known_outcome == Outcome.PENDING},
    )
    dossier = Dossier.objects.create(
        candidate=candidate, version=candidate.version, created_at=at, saved_at=at, state_since=at
    )
    DossierBlock.objects.bulk_create(
        DossierBlock(dossier=dossier, block=known[block.code], candidate=candidate) for block in blocks
    )
    codes = sorted(block.code for block in blocks)
    record("dossier.started", actor=by, target=dossier, about=[candidate], at=at, blocks=codes)
    return dossier


def lock_writable(dossier):
    """Lock in the order of the house, and make sure the text may still change. Raises TextClosed."""
    Candidate.objects.select_for_update(of=("self",)).values_list("pk").get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not dossier.is_writable:
        raise TextClosed(
            f"Ce dossier est à l’état « {dossier.get_state_display()} » : son texte ne peut plus changer. "
            "Copiez ce que vous venez d’écrire avant de quitter la page."
        )
    return dossier


@transaction.atomic
def remove_situation(situation, *, by, at):
    """Take a situation out of a draft."""
    dossier = lock_writable(situation.dossier)
    check_may_change(dossier, situation, "removal")
    record("situation.removed", actor=by, target=situation, about=[dossier], at=at)
    situation.delete()
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])
