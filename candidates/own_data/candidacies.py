"""A candidacy as its person sees it: civil identity, course, modules with their proofs; and tutoring."""

from accounts.portability import Kind, OwnFile, hold
from candidates.models import Candidate, Tutoring

IDENTITY = [
    "route", "sex", "birth_name", "used_name", "first_names", "birth_date", "birth_place", "birth_area",
    "line_manager_name", "registered_at", "feasibility_requested_on", "feasibility_is_accepted",
    "feasibility_decided_on", "feasibility_valid_until",
]  # fmt: skip


def _candidacies(user):
    return Candidate.objects.owned_by(user).with_course().prefetch_related("accommodations").order_by("pk")


def _candidacy(candidate):
    return {
        "certification": candidate.version.certification.code,
        "version": candidate.version.number,
        **{name: getattr(candidate, name) for name in IDENTITY},
        "modules": [
            {
                "module": attendance.module.title,
                "started_on": attendance.started_on,
                "ended_on": attendance.ended_on,
                "training_body": str(attendance.training_body or ""),
                "is_followed": attendance.is_followed,
                "declared_at": attendance.declared_at,
                "refusal_reason": attendance.refusal_reason,
            }
            for attendance in candidate.attendances.all()
        ],
        "accommodations": [
            {"measure": str(one), "decided_at": one.decided_at, "ended_at": one.ended_at}
            for one in candidate.accommodations.all()
        ],
    }


def _proofs(candidate):
    for attendance in candidate.attendances.all():
        if attendance.proof and attendance.proof.is_clean and not attendance.proof.erased_at:
            file = attendance.proof
            name = f"{attendance.module.code}-{file.name}"
            yield OwnFile(f"modules-{candidate.version.certification.code}", name, file.key, file.sha256)


def _tutoring(tutoring):
    """One's own remarks; the draft is somebody else's."""
    return {
        "dossier": tutoring.dossier.reference,
        "invited_at": tutoring.invited_at,
        "accepted_at": tutoring.accepted_at,
        "ended_at": tutoring.ended_at,
        "remarks": [
            {"competence": one.competence.code, "text": one.text, "written_at": one.written_at}
            for one in tutoring.comments.all()
        ],
    }


hold(
    Kind(
        "candidatures",
        "Vos candidatures",
        "Votre identité d’état civil, votre voie, vos modules et leurs justificatifs, vos aménagements.",
        ["candidates.Candidate.user"],
        rows=_candidacies,
        say=_candidacy,
        files=_proofs,
    ),
    Kind(
        "tutorats",
        "Les dossiers que vous accompagnez",
        "Qui vous a invité(e) à relire un brouillon, et vos remarques tant qu’il n’est pas déposé.",
        ["candidates.Tutoring.tutor"],
        rows=lambda user: (
            Tutoring.objects.filter(tutor=user)
            .select_related("dossier")
            .prefetch_related("comments__competence")
            .order_by("pk")
        ),
        say=_tutoring,
    ),
)
