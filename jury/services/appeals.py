"""Appeals: filed by the candidate, looked into by one manager, answered. The office never judges: an error is
rectified by the chair, a flaw of procedure opens a new jury."""

from contextlib import ExitStack

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.evidence import digest
from audit.services import record
from candidates.intake.outcomes import FileRefused
from candidates.models import Candidate, Dossier, StoredFile
from candidates.services.files import file_received
from candidates.services.ties import check_not_tied
from jury.models import Appeal, AppealFile, Examination, Seat
from jury.services.announcements_of_appeals import (
    tell_of_answer,
    tell_of_appeal,
    tell_of_assignment,
    tell_of_rectification_asked,
    tell_of_rectification_declined,
)
from jury.states import AppealState
from rules.appeals import answer_by, check_handler, check_in_time
from rules.errors import AppealRefused

MAX_FILES = 5


def file_appeal(examination, *, grounds, text, uploads, by, at):
    """The candidate contests a decision, until the last second of the time given. Files are made harmless
    before anything is locked; with one that is refused nothing is filed."""
    _check_may_file(examination, by=by, at=at)
    if len(uploads) > MAX_FILES:
        raise AppealRefused(f"{MAX_FILES} pièces au plus : regroupez-les.", field="files")
    with ExitStack() as received:
        files = []
        for upload in uploads:
            try:
                files.append(received.enter_context(file_received(upload, by=by, at=at)))
            except FileRefused as refusal:
                said = [f"{upload.name} : {sentence}" for sentence in refusal.sentences]
                raise AppealRefused(*said, field="files") from refusal
        return _write_appeal(examination, files, grounds=grounds, text=text, by=by, at=at)


def _check_may_file(examination, *, by, at):
    dossier = examination.dossier
    if dossier.candidate.user_id != by.pk:
        raise AppealRefused("Seule la personne candidate dépose un recours sur son dossier.")
    if not examination.is_closed or dossier.result_held:
        raise AppealRefused("La décision n’est pas encore notifiée : il n’y a rien à contester.")
    check_in_time(dossier.result_told_at, dossier.version.appeal_days, at=at)
    if examination.appeals.open().exists():
        raise AppealRefused("Un recours sur cette décision est déjà en cours d’instruction.")


@transaction.atomic
def _write_appeal(examination, files, *, grounds, text, by, at):
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=examination.dossier_id)
    rows = Examination.objects.select_for_update(of=("self",))
    examination = rows.select_related("dossier__candidate__user", "dossier__version").get(pk=examination.pk)
    _check_may_file(examination, by=by, at=at)
    content = {
        "dossier": examination.dossier.reference,
        "grounds": grounds,
        "text": text,
        "files": [file.sha256 for file in files],
    }
    appeal = Appeal.objects.create(
        examination=examination,
        grounds=grounds,
        text=text,
        filed_at=at,
        filed_by=by,
        sha256=digest(content, domain="appeal"),
        answer_by=answer_by(at, settings.APPEAL_ANSWER_DAYS),
    )
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(frozen_at=at)
    AppealFile.objects.bulk_create(AppealFile(appeal=appeal, file=file) for file in files)
    trace_appeal("appeal.filed", appeal, by=by, at=at, grounds=grounds, files=len(files))
    tell_of_appeal(appeal, at=at)
    return appeal


def trace_appeal(action, appeal, *, by, at, **facts):
    dossier = appeal.examination.dossier
    about = [appeal.examination, dossier, dossier.candidate]
    record(action, actor=by, target=appeal, about=about, at=at, **facts)


def locked_appeal(appeal):
    """The appeal under the locks of the house, with what its rules need."""
    dossier = appeal.examination.dossier
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    Examination.objects.select_for_update(of=("self",)).get(pk=appeal.examination_id)
    rows = Appeal.objects.select_for_update(of=("self",))
    return rows.select_related(
        "examination__dossier__candidate__user", "examination__dossier__version", "manager"
    ).get(pk=appeal.pk)


@transaction.atomic
def assign_appeal(appeal, manager, *, by, at):
    """Give an appeal to a manager who neither sat on the dossier nor is tied to its candidate."""
    appeal = locked_appeal(appeal)
    if appeal.is_over:
        raise AppealRefused("Ce recours a reçu sa réponse.")
    if not (manager.is_manager and manager.is_active):
        raise AppealRefused("Choisissez une personne gestionnaire.", field="manager")
    candidate = Candidate.objects.with_course().get(pk=appeal.examination.dossier.candidate_id)
    sat = set(User.objects.filter(seats__examination=appeal.examination).values_list("email", flat=True))
    check_handler(manager.as_juror(), sat=sat, candidate=candidate.ties())
    appeal.manager = manager
    if appeal.state == AppealState.FILED:
        appeal.move_to(AppealState.ASSIGNED)
    appeal.save(update_fields=["state", "manager"])
    trace_appeal("appeal.assigned", appeal, by=by, at=at, manager=manager.pk)
    tell_of_assignment(appeal, at=at)
    return appeal


def check_is_mine(appeal, by):
    if appeal.manager_id != by.pk:
        raise AppealRefused("Ce recours est confié à une autre personne : elle seule y répond.")
    check_not_tied(appeal.examination.dossier.candidate, by=by)


def close_appeal(appeal, state, *, answer, by, at):
    if not answer.strip():
        raise AppealRefused("Écrivez les raisons : la personne candidate les lira.", field="answer")
    appeal.move_to(state)
    appeal.answer, appeal.answered_at, appeal.answered_by = answer.strip(), at, by
    appeal.save(update_fields=["state", "answer", "answered_at", "answered_by", "rectification"])


@transaction.atomic
def reject_appeal(appeal, *, answer, by, at):
    """The decision stands; the candidate reads why."""
    appeal = locked_appeal(appeal)
    check_is_mine(appeal, by)
    close_appeal(appeal, AppealState.REJECTED, answer=answer, by=by, at=at)
    trace_appeal("appeal.rejected", appeal, by=by, at=at)
    tell_of_answer(appeal, at=at)
    return appeal


@transaction.atomic
def ask_rectification(appeal, *, note, by, at):
    """There seems to be a material error: the chair, who alone may say so, is asked to look."""
    appeal = locked_appeal(appeal)
    check_is_mine(appeal, by)
    if not note.strip():
        raise AppealRefused("Écrivez ce que la présidence doit vérifier.", field="answer")
    appeal.move_to(AppealState.TO_RECTIFY)
    appeal.note = note.strip()
    appeal.save(update_fields=["state", "note"])
    trace_appeal("appeal.to_rectify", appeal, by=by, at=at)
    chair = Seat.objects.sitting().select_related("juror").get(examination=appeal.examination, is_chair=True)
    tell_of_rectification_asked(appeal, chair.juror, at=at)
    return appeal


@transaction.atomic
def decline_rectification(appeal, *, reason, by, at):
    """The chair finds no material error: the appeal goes back to its manager, with the reason."""
    appeal = locked_appeal(appeal)
    _check_is_chair(appeal, by)
    if appeal.state != AppealState.TO_RECTIFY:
        raise AppealRefused("Ce recours n’attend plus la présidence du jury : une réponse est déjà partie.")
    if not reason.strip():
        raise AppealRefused("Écrivez pourquoi le résultat est bien celui du jury.", field="reason")
    appeal.move_to(AppealState.ASSIGNED)
    appeal.note = f"{appeal.note}\n\nRéponse de la présidence : {reason.strip()}"
    appeal.save(update_fields=["state", "note"])
    trace_appeal("appeal.not_rectified", appeal, by=by, at=at)
    tell_of_rectification_declined(appeal, at=at)
    return appeal


def _check_is_chair(appeal, by):
    if not Seat.objects.sitting().filter(examination=appeal.examination, is_chair=True, juror=by).exists():
        raise AppealRefused("Seule la présidence du jury répond sur une erreur matérielle.")


@transaction.atomic
def conclude_rectified(appeal, minutes, *, by, at):
    """The rectifying minutes are the answer. Called with them, in one transaction."""
    appeal = locked_appeal(appeal)
    _check_is_chair(appeal, by)
    appeal.rectification = minutes
    said = f"{minutes.content['error']}\n\n{minutes.content['correction']}"
    close_appeal(appeal, AppealState.RECTIFIED, answer=said, by=by, at=at)
    trace_appeal("appeal.rectified", appeal, by=by, at=at, minutes=minutes.pk)
    tell_of_answer(appeal, at=at)
    return appeal
