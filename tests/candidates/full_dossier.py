"""The largest dossier that somebody would write: 4 blocks, 18 competences, 8 situations, 20 annexes."""

from django.utils import timezone

from candidates.models import Attachment, Passage, StoredFile
from candidates.models.files import FileState
from candidates.services import keeping, writing
from tests.acts import TEXT
from tests.factories import eligible_candidate, published_version


def a_full_dossier(*, blocks=(5, 5, 4, 4), situations=8, annexes=20, code="CQP-T"):
    candidate = eligible_candidate(version=published_version(blocks=blocks, code=code))
    targets = list(candidate.version.blocks.all())
    by, at = candidate.user, timezone.now()
    dossier = writing.start_dossier(candidate, targets, by=by, at=at)
    for rank in range(situations):
        block = targets[rank % len(targets)]
        competences = list(block.competences.select_related("block"))
        situation = keeping.write_situation(
            dossier,
            texts={
                "title": f"Situation {rank}",
                "context": TEXT,
                "presentation": TEXT * 3,
                "analysis": TEXT * 4,
            },
            blocks=[block],
            illustrations=dict.fromkeys(competences, TEXT),
            by=by,
            at=at,
        )
        Passage.objects.bulk_create(
            Passage(situation=situation, competence=c, field="analysis", start=10 * n, end=10 * n + 60)
            for n, c in enumerate(competences)
        )
    for rank in range(1, annexes + 1):
        file = StoredFile.objects.create(
            key=f"attachments/{dossier.pk}-{rank}",
            name=f"annexe {rank}.pdf",
            media_type="application/pdf",
            size=1000,
            sha256=f"{rank:064d}",
            state=FileState.CLEAN,
            stored_at=at,
            stored_by=by,
        )
        annexe = Attachment.objects.create(
            dossier=dossier, file=file, position=rank, label=f"Annexe {rank}", is_anonymous=True
        )
        annexe.competences.set(targets[rank % len(targets)].competences.all())
    return dossier
