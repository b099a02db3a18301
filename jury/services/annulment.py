"""A flaw of procedure found on appeal: a deliberation is annulled, a new jury starts from the reading."""

from django.db import transaction

from candidates.models import DossierBlock, Outcome
from candidates.services.outcome import move_dossier, reopen_blocks
from candidates.states import DossierState
from certificates.models import Certificate
from jury.models import Examination
from jury.services.announcements_of_appeals import tell_of_annulment
from jury.services.appeals import check_is_mine, close_appeal, locked_appeal, trace_appeal
from jury.states import AppealState, ExaminationState
from rules.errors import AppealRefused


@transaction.atomic
def annul_deliberation(appeal, *, answer, by, at):
    """The blocks that were not validated wait for another jury, made of other people. What was validated
    stays: a CCP never expires. The examination is kept as evidence, with its votes and minutes."""
    appeal = locked_appeal(appeal)
    check_is_mine(appeal, by)
    examination = Examination.objects.get(pk=appeal.examination_id)
    dossier = appeal.examination.dossier
    refused = [t for t in dossier.targets.select_related("block") if t.outcome == Outcome.NOT_VALIDATED]
    _check_something_to_judge(dossier, refused)
    close_appeal(appeal, AppealState.NEW_JURY, answer=answer, by=by, at=at)
    examination.move_to(ExaminationState.ANNULLED)
    examination.save(update_fields=["state"])
    reopen_blocks(dossier, refused)
    move_dossier(dossier, DossierState.SUBMITTED, at=at)
    kept = Certificate.objects.ccps().filter(
        candidate=dossier.candidate_id,
        block__in=[d.block_id for d in examination.decisions.standing() if d.is_validated],
    )
    trace_appeal(
        "deliberation.annulled",
        appeal,
        by=by,
        at=at,
        blocks=[target.block.code for target in refused],
        certificates_kept=list(kept.values_list("pk", flat=True)),
    )
    tell_of_annulment(appeal, at=at)
    return appeal


def _check_something_to_judge(dossier, refused):
    if not refused:
        raise AppealRefused(
            "Tous les blocs de ce dossier sont validés : un nouveau jury n’aurait rien à décider. Rejetez le "
            "recours, ou demandez une révocation si un CCP ne devait pas être attribué."
        )
    others = DossierBlock.objects.standing().filter(
        candidate=dossier.candidate_id, block__in=[target.block_id for target in refused]
    )
    other = others.exclude(dossier=dossier).select_related("dossier__candidate", "block").first()
    if other:
        raise AppealRefused(
            f"{other.block.label} est présenté de nouveau dans le dossier {other.dossier.reference} : la "
            "personne candidate doit d’abord le retirer."
        )
