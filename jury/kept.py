"""What earlier dossiers left acquired in blocks they did not validate, and until when (D1)."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from candidates.models import DossierBlock, Outcome
from jury.models import Stage, Verdict
from jury.states import ExaminationState
from rules.awards import is_still_kept, kept_until


def _rectified_since():
    """Minutes closed later say that this was not acquired."""
    return Verdict.objects.filter(
        examination=OuterRef("examination"),
        competence=OuterRef("competence"),
        stage=Stage.RECTIFIED,
        is_acquired=False,
    )


def kept_competences(dossier, blocks, *, on):
    """{competence: first day it is no longer kept}, for this dossier, if its version keeps anything."""
    months = dossier.version.keeps_acquired_competences_months
    # what was validated, then revoked (D13), proves nothing any more
    revoked = DossierBlock.objects.filter(
        dossier=OuterRef("examination__dossier"), block=OuterRef("competence__block"), outcome=Outcome.REVOKED
    )
    earlier = (
        Verdict.objects.filter(
            is_acquired=True,
            competence__block__in=blocks,
            examination__dossier__candidate=dossier.candidate_id,
            examination__state=ExaminationState.CLOSED,
        )
        .exclude(examination__dossier=dossier)
        .exclude(Exists(revoked))
        .exclude(Exists(_rectified_since()))
        .select_related("examination", "competence__block")
        .order_by("competence__block__position", "competence__position", "examination__closed_at")
    )
    found = {}
    for verdict in earlier:
        decided_on = timezone.localdate(verdict.examination.closed_at)
        if is_still_kept(decided_on=decided_on, months=months, on=on):
            found[verdict.competence] = kept_until(decided_on=decided_on, months=months)
    return found
