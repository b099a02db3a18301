"""What comes out of a jury for the candidate: the motivated result, its letter, the dossier's PDF."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.models import Capacity, What
from candidates.models import DocumentKind, Outcome
from candidates.services.accesses import note_access
from candidates.services.outcome import mark_results_read
from certificates.models import Certificate
from jury.letters import letter_content
from jury.models import Examination, ResultLetter
from jury.selectors import competence_views, examination_or_404
from jury.views.own import note_reading
from notifications.models import Message
from notifications.services import mark_read
from rules.appeals import appeal_until
from rules.completion import is_late
from ui.storing import attachment


def _told_letter(examination):
    """(its frozen letter or None, what it says): a decision told before letters existed is told the same."""
    letter = ResultLetter.objects.filter(minutes__examination=examination).last()
    if letter:
        return letter, letter.content
    minutes = max(examination.minutes.all(), key=lambda m: (m.closed_at, m.pk))
    return None, letter_content(examination, minutes, at=examination.dossier.result_told_at)


def _mark_opened(request, examination_pk):
    """The decision itself is in sight, or its letter: its announcement waits no longer."""
    announced = Message.objects.visible_to(request.user).unread()
    announced = announced.filter(path=reverse("jury:result", args=[examination_pk]))
    if announced.exists():  # reading again writes nothing
        mark_read(announced, at=timezone.now())


def result(request, pk):
    """For the candidate: every competence with what proved it or what lacked, once it is told (D11)."""
    mark_results_read(request.user, at=timezone.now())
    rows = Examination.objects.decided_for(request.user).exclude(reading_closed_at=None)
    examination = examination_or_404(rows, pk)
    dossier = examination.dossier
    context = {"examination": examination, "dossier": dossier, "interview": examination.interviews.last()}
    if dossier.is_withheld:
        if dossier.held_on_reading:
            return _still_read(request, dossier, pk)
        return render(request, "jury/result_held.html", context)
    if not examination.is_closed:
        return render(request, "jury/result_of_reading.html", context | _after_reading(examination))
    _mark_opened(request, pk)
    letter, content = _told_letter(examination)
    until = appeal_until(dossier.result_told_at, dossier.version.appeal_days)
    context |= _revoked_since(dossier)
    context |= {
        "letter": letter,
        "content": content,
        "appeals": list(examination.appeals.order_by("-filed_at")),
        "is_contested": examination.appeals.open().exists(),
        "appeal_until": until,
        "may_appeal": not is_late(until, timezone.now()),
        "refused": [d.block_id for d in examination.decisions.all() if not d.is_validated],
    }
    return render(request, "jury/result.html", context)


def _still_read(request, dossier, pk):
    """For its candidate, reading is not over and this page not there yet; unless a publication, undone since,
    already led here."""
    if not Message.objects.visible_to(request.user).filter(path=reverse("jury:result", args=[pk])).exists():
        raise Http404
    return redirect("candidates:dossier", dossier.pk)


def _revoked_since(dossier):
    """What no longer holds of a decision whose words are frozen: the blocks whose CCP was revoked since
    (D13), by their labels, and whether the CQP was."""
    targets = dossier.targets.filter(outcome=Outcome.REVOKED).select_related("block")
    cqps = list(Certificate.objects.cqps().disclosed().filter(candidate=dossier.candidate_id))
    return {
        "revoked": [target.block.label for target in targets],
        "is_cqp_revoked": any(c.is_revoked for c in cqps) and not any(c.is_standing for c in cqps),
    }


def _after_reading(examination):
    """What is to complete at the interview. In a session whose results are held, nothing else."""
    decisions = {decision.block_id: decision for decision in examination.decisions.all()}
    is_held = examination.dossier.result_held
    blocks = {}
    for view in competence_views(examination):
        if is_held and not (view.is_open and view.block.pk not in decisions):
            continue
        blocks.setdefault(view.block, []).append(view)
    waiting = [] if not is_held else [b for b in examination.blocks.all() if b.pk in decisions]
    return {
        "blocks": [(block, decisions.get(block.pk), views) for block, views in blocks.items()],
        "waiting": sorted(waiting, key=lambda block: block.position),
        **_revoked_since(examination.dossier),
    }


def letter_document(request, pk):
    """The PDF of the letter, for its candidate once it is told, and for the office."""
    mark_results_read(request.user, at=timezone.now())
    letter = get_object_or_404(
        ResultLetter.objects.select_related("minutes__examination__dossier__candidate"), pk=pk
    )
    dossier = letter.minutes.examination.dossier
    own = Examination.objects.decided_for(request.user)
    rows = own if own.filter(pk=letter.minutes.examination_id).exists() else None
    if rows is None:
        rows = Examination.objects.managed_by(request.user)
    elif dossier.result_held:
        raise Http404
    get_object_or_404(rows, pk=letter.minutes.examination_id)
    note_access(dossier, What.DECISION, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    if not letter.file:
        messages.info(request, "La lettre est en préparation : elle sera là dans un instant.")
        return redirect("home")
    _mark_opened(request, letter.minutes.examination_id)
    return attachment(letter.file, letter.file_name)


def dossier_document(request, pk):
    """The PDF of the version under examination, for the members who sit on it."""
    rows = Examination.objects.visible_to(request.user).select_related("submission", "dossier__candidate")
    examination = get_object_or_404(rows, pk=pk)
    note_reading(request, examination, What.PDF)
    document = get_object_or_404(examination.submission.documents, kind=DocumentKind.DOSSIER)
    if not document.file:
        messages.info(request, "Le PDF du dossier est en préparation : il sera là dans un instant.")
        return redirect("jury:examination", pk)
    return attachment(document.file, document.file_name)
