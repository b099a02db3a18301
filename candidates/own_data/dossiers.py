"""A dossier as its candidate sees it today: what they wrote, what was frozen, what they were told."""

from django.db.models import Prefetch

from accounts.portability import Kind, OwnFile, hold
from candidates.accesses import readings_of
from candidates.attachments import attachments_of, file_in
from candidates.models import CompletionRequest, Dossier, TutorComment, Tutoring
from candidates.selectors import with_text


def _dossiers(user):
    asked = CompletionRequest.objects.prefetch_related("points__situation")
    comments = TutorComment.objects.select_related("competence")
    return (
        with_text(Dossier.objects.owned_by(user))
        .prefetch_related(
            "submissions__documents",
            "kept_mentions",
            "reasons__competence",
            Prefetch("completion_requests", asked),
            Prefetch("tutorings", Tutoring.objects.select_related("tutor")),
            Prefetch("tutorings__comments", comments),
        )
        .order_by("pk")
    )


def _dossier(dossier):
    """What was decided and is not published is not here (D11): neither state, nor outcome, nor reason."""
    is_told = dossier.result_told_at is not None and not dossier.result_held
    return {
        "reference": dossier.reference,
        "state": dossier.get_state_display(),
        "created_at": dossier.created_at,
        "saved_at": dossier.saved_at,
        "submitted_at": dossier.submitted_at,
        "closed_at": None if dossier.is_withheld else dossier.closed_at,
        "blocks": [
            {"block": target.block.label, "title": target.block.title, "outcome": target.known_outcome.label}
            for target in dossier.targets.all()
        ],
        "situations": [_situation(situation) for situation in dossier.situations.all()],
        "attachments": [
            {
                "label": annexe.label,
                "name": annexe.file.name,
                "received_at": annexe.file.stored_at,
                "competences": [competence.code for competence in annexe.competences.all()],
            }
            for annexe in dossier.attachments.all()
        ],
        "kept_mentions": [mention.text for mention in dossier.kept_mentions.all()],
        "submissions": [
            {
                "version": one.number,
                "submitted_at": one.submitted_at,
                "receipt": one.receipt,
                "sha256": one.sha256,
                "content": one.content,
            }
            for one in dossier.submissions.all()
        ],
        "completion_requests": [_asked(asked) for asked in dossier.completion_requests.all()],
        "reasons": [
            {"competence": reason.competence.code, "text": reason.text, "round": reason.round}
            for reason in (dossier.reasons.all() if is_told else ())
        ],
        "tutors": [_tutor(tutoring) for tutoring in dossier.tutorings.all()],
        "readings": [{"on": reading.on, "who": reading.who} for reading in readings_of(dossier)],
    }


def _situation(situation):
    return {
        "title": situation.title,
        "context": situation.context,
        "presentation": situation.presentation,
        "analysis": situation.analysis,
        "blocks": [block.label for block in situation.blocks.all()],
        "illustrations": [
            {"competence": one.competence.code, "text": one.text} for one in situation.illustrations.all()
        ],
        "passages": [
            {
                "competence": one.competence.code,
                "field": one.field,
                "text": getattr(situation, one.field)[one.start : one.end],
            }
            for one in situation.passages.all()
        ],
    }


def _asked(asked):
    return {
        "requested_at": asked.requested_at,
        "until": asked.until,
        "closed_at": asked.closed_at,
        "is_cancelled": asked.is_cancelled,
        "points": [
            {"where": point.where, "text": point.text, "answer": point.answer} for point in asked.points.all()
        ],
        "unsent": asked.unsent,
    }


def _tutor(tutoring):
    return {
        "name": tutoring.known_as,
        "invited_at": tutoring.invited_at,
        "accepted_at": tutoring.accepted_at if tutoring.has_answered else None,
        "ended_at": tutoring.ended_at,
        "remarks": [
            {"competence": one.competence.code, "text": one.text, "written_at": one.written_at}
            for one in tutoring.comments.all()
        ],
    }


def _files_of(dossier):
    """The annexes as they stand, those of each version, and the PDFs made from it."""
    folder = f"dossier-{dossier.reference}"
    now = {a.file_id: a.file for a in dossier.attachments.all() if a.file.is_clean and not a.file.erased_at}
    for rank, file in enumerate(now.values(), 1):
        yield OwnFile(f"{folder}/annexes", f"{rank:02}-{file.name}", file.key, file.sha256)
    for submission in dossier.submissions.all():
        for document in submission.documents.all():
            if document.file:
                yield OwnFile(folder, document.file_name, document.file, document.file_sha256)
        for annexe in attachments_of(submission.content):
            file = None if annexe["file"] in now else file_in(submission.content, annexe["file"])
            if file:
                name = f"{annexe['position']:02}-{file.name}"
                yield OwnFile(f"{folder}/version-{submission.number}", name, file.key, file.sha256)


hold(
    Kind(
        "dossiers",
        "Vos dossiers",
        "Vos textes, vos annexes, chaque version déposée avec son reçu, ce qui vous a été demandé, et qui "
        "les a consultés.",
        ["candidates.StoredFile.stored_by"],
        rows=_dossiers,
        say=_dossier,
        files=_files_of,
    ),
)
