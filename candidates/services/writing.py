"""Beginning a dossier and writing its draft."""

from django.db import transaction

from audit.services import record
from candidates.models import Candidate, Dossier, DossierBlock, Illustration, Outcome, Situation
from candidates.services.completion import check_may_change, check_may_save
from rules.eligibility import check_targets
from rules.errors import DomainError


@transaction.atomic
def start_dossier(candidate, blocks, *, by, at):
    """Begin a dossier for one or several blocks (A3, A7). Writing may begin before the modules are followed:
    A11 is asked for when the dossier is submitted."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    targets = candidate.targets.select_related("block").filter(block__version=candidate.version)
    known = {block.code: block for block in candidate.version.blocks.all()}
    check_targets(
        asked={block.code for block in blocks},
        known=known.keys(),
        held={t.block.code for t in targets if t.outcome == Outcome.VALIDATED},
        in_open_dossier={t.block.code for t in targets if t.outcome == Outcome.PENDING},
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


def _lock_draft(dossier):
    """Lock in the order of the house, and make sure the text may still change."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not dossier.is_writable:
        raise DomainError(
            f"Ce dossier est à l’état « {dossier.get_state_display()} » : son texte ne peut plus changer. "
            "Copiez ce que vous venez d’écrire avant de quitter la page."
        )
    return dossier


@transaction.atomic
def save_situation(dossier, situation, *, key=None, texts, blocks, illustrations, by, at):
    """Write a situation, new when `situation` is None. Incomplete is fine: it is a draft.

    `key` names a new situation from its empty page on, so that the same page sent twice writes it once.
    `texts` holds title, context, presentation, analysis; `illustrations` maps a competence to its text.
    """
    dossier = _lock_draft(dossier)
    if situation is None and key:
        situation = dossier.situations.filter(key=key).first()
    check_may_save(dossier, situation, texts=texts, blocks=blocks, illustrations=illustrations)
    if situation is None:
        last = dossier.situations.order_by("-position").values_list("position", flat=True).first() or 0
        situation = Situation(dossier=dossier, position=last + 1, key=key)
    for name, text in texts.items():
        setattr(situation, name, text)
    situation.save()
    situation.blocks.set(blocks)
    situation.illustrations.exclude(competence__block__in=blocks).delete()
    for competence, text in illustrations.items():
        if not text.strip():
            situation.illustrations.filter(competence=competence).delete()
        elif competence.block in blocks:
            Illustration.objects.update_or_create(
                situation=situation, competence=competence, defaults={"text": text}
            )
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])
    record("situation.saved", actor=by, target=situation, about=[dossier], at=at)
    return situation


@transaction.atomic
def remove_situation(situation, *, by, at):
    """Take a situation out of a draft."""
    dossier = _lock_draft(situation.dossier)
    check_may_change(dossier, situation, "removal")
    record("situation.removed", actor=by, target=situation, about=[dossier], at=at)
    situation.delete()
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])
