"""For a candidate: interviews, the result once it is told, the appeals they filed."""

from django.db.models import Prefetch

from accounts.portability import Kind, OwnFile, hold
from jury.models import Appeal, AppealFile, Examination, Interview, InterviewNotice, ResultLetter
from jury.states import APPEAL_OVER


def _interviews(user):
    own = Examination.objects.decided_for(user)
    return Interview.objects.filter(examination__in=own).select_related("examination__dossier").order_by("pk")


def _interview(interview):
    return {
        "dossier": interview.examination.dossier.reference,
        "starts_at": interview.starts_at,
        "minutes": interview.minutes,
        "mode": interview.get_mode_display(),
        "place": interview.place,
        "attendance": interview.get_attendance_display(),
    }


def _letters(user):
    """Told, and not held: the conditions of the page of the result."""
    told = Examination.objects.decided_for(user).filter(
        state="closed", dossier__result_told_at__isnull=False, dossier__result_held=False
    )
    return (
        ResultLetter.objects.filter(minutes__examination__in=told)
        .select_related("minutes__examination__dossier")
        .order_by("pk")
    )


def _letter(letter):
    return {"written_at": letter.written_at, "sha256": letter.sha256, "content": letter.content}


def _letter_files(letter):
    if letter.file:
        yield OwnFile("decisions", letter.file_name, letter.file, letter.file_sha256)


def _appeals(user):
    pieces = Prefetch("files", AppealFile.objects.select_related("file"))
    rows = Appeal.objects.filed_for(user).select_related("examination__dossier")
    return rows.prefetch_related(pieces).order_by("pk")


def _appeal(appeal):
    """Who looks into it, and what they ask of the chair, is not theirs to read."""
    return {
        "reference": appeal.reference,
        "dossier": appeal.examination.dossier.reference,
        "grounds": appeal.get_grounds_display(),
        "text": appeal.text,
        "filed_at": appeal.filed_at,
        "sha256": appeal.sha256,
        "answer_by": appeal.answer_by,
        "state": appeal.get_state_display() if appeal.state in APPEAL_OVER else "En cours d’instruction",
        "answer": appeal.answer if appeal.state in APPEAL_OVER else "",
        "answered_at": appeal.answered_at,
    }


def _appeal_files(appeal):
    for piece in appeal.files.all():
        if piece.file.is_clean and not piece.file.erased_at:
            yield OwnFile(f"recours-{appeal.reference}", piece.file.name, piece.file.key, piece.file.sha256)


def _notices(user):
    """For whoever the interview still concerns: its candidate, and the members who sit."""
    concerned = Examination.objects.visible_to(user) | Examination.objects.decided_for(user)
    return (
        InterviewNotice.objects.filter(recipient=user, interview__examination__in=concerned.values("pk"))
        .select_related("interview__examination__dossier")
        .order_by("pk")
    )


def _notice(notice):
    return {
        "dossier": notice.interview.examination.dossier.reference,
        "starts_at": notice.interview.starts_at,
        "summoned_at": notice.interview.summoned_at,
    }


def _notice_files(notice):
    if notice.file:
        yield OwnFile("convocations", notice.file_name, notice.file, notice.file_sha256)


hold(
    Kind(
        "entretiens",
        "Vos entretiens",
        "Les dates, les lieux, et si vous y étiez.",
        [],
        rows=_interviews,
        say=_interview,
    ),
    Kind(
        "convocations",
        "Vos convocations à un entretien",
        "Le courrier de chaque convocation qui vous est adressée.",
        ["jury.InterviewNotice.recipient"],
        rows=_notices,
        say=_notice,
        files=_notice_files,
    ),
    Kind(
        "decisions",
        "Les décisions qui vous concernent",
        "La lettre motivée de chaque décision, une fois publiée.",
        [],
        rows=_letters,
        say=_letter,
        files=_letter_files,
    ),
    Kind(
        "recours",
        "Vos recours",
        "Ce que vous avez exposé, les pièces que vous avez jointes, et la réponse.",
        ["jury.Appeal.filed_by"],
        rows=_appeals,
        say=_appeal,
        files=_appeal_files,
    ),
)
