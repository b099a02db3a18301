"""Minutes: read, signed, downloaded; and rectified."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.reauthentication import asked_again, proof_of_identity
from audit.models import Capacity, What
from candidates.services.accesses import note_access
from jury.documents import signatures_of
from jury.forms_results import DeclineForm, RectifyForm, RectifyWordsForm, SignForm
from jury.models import Appeal, Examination, Minutes, SignatureMethod
from jury.permissions import can_chair
from jury.selectors import competence_views, examination_or_404
from jury.services import appeals, rectifying, signing
from jury.states import AppealState
from ui.access import require
from ui.forms import refusals_shown_on
from ui.storing import attachment

METHODS = {"password": SignatureMethod.PASSWORD, "mfa": SignatureMethod.MFA}


def _visible(request, pk):
    """For the office and the members who sat. The candidate gets the result, not the votes."""
    rows = Minutes.objects.select_related("examination__dossier__candidate", "rectifies")
    minutes = get_object_or_404(rows.prefetch_related("signers", "signatures__signer"), pk=pk)
    user, examinations = request.user, Examination.objects
    theirs = examinations.managed_by(user) if user.is_manager else examinations.visible_to(user)
    get_object_or_404(theirs, pk=minutes.examination_id)
    as_a = Capacity.OFFICE if user.is_manager else Capacity.JUROR
    note_access(minutes.examination.dossier, What.DECISION, by=user, as_a=as_a, at=timezone.now())
    return minutes


def _may_rectify(user, examination):
    chairs = examination.seats.sitting().filter(is_chair=True, juror=user)
    return examination.is_closed and (user.is_manager or chairs.exists())


def minutes_document(request, pk):
    """The PDF: made once everybody has signed, or once the days to sign are over."""
    minutes = _visible(request, pk)
    if not minutes.file:
        return redirect("jury:minutes_sign", pk)
    return attachment(minutes.file, minutes.file_name)


def minutes_sign(request, pk):
    """The frozen content, who has signed it, and the place to sign for whoever has not."""
    return _minutes_signed(request, pk, _visible(request, pk))


@asked_again
def _minutes_signed(request, pk, minutes):
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            signing.sign_minutes(
                minutes,
                reserve=form.cleaned_data["reserve"],
                method=METHODS[proof_of_identity(request)],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "Votre signature est apposée.")
            return redirect("jury:minutes_sign", pk)
    lines = signatures_of(minutes)
    context = {
        "minutes": minutes,
        "content": minutes.content,
        "examination": minutes.examination,
        "form": form,
        "lines": lines,
        "may_sign": not minutes.is_sealed
        and any(user == request.user and not signature for user, signature in lines),
        "is_office": request.user.is_manager,
        "may_rectify": _may_rectify(request.user, minutes.examination),
    }
    too_late = request.method == "POST" and minutes.is_sealed
    return render(request, "jury/minutes_sign.html", context, status=409 if too_late else 200)


def minutes_rectify(request, pk):
    """Rectifying minutes: words for the office and the chair, results for the chair alone."""
    minutes = _visible(request, pk)
    examination = examination_or_404(Examination.objects.all(), minutes.examination_id)
    is_chair = can_chair(request.user, examination)
    require(is_chair or request.user.is_manager)
    if not examination.is_closed:
        raise Http404
    return _rectified(request, minutes, examination, is_chair=is_chair)


@asked_again
def _rectified(request, minutes, examination, *, is_chair):
    validated = [decision.block for decision in examination.decisions.all() if decision.is_validated]
    views = [
        v
        for v in competence_views(examination)
        if not v.is_kept and not v.rectified and v.block not in validated
    ]
    form = (
        RectifyForm(request.POST or None, views=views) if is_chair else RectifyWordsForm(request.POST or None)
    )
    appeal = examination.appeals.filter(state=AppealState.TO_RECTIFY).first() if is_chair else None
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            done = _rectify(minutes, form.correction(), appeal, by=request.user, at=timezone.now())
            messages.success(request, f"Le procès-verbal rectificatif {done.reference} est établi.")
            return redirect("jury:minutes_sign", done.pk)
    context = {
        "minutes": minutes,
        "examination": examination,
        "form": form,
        "is_chair": is_chair,
        "lines": form.lines() if is_chair else [],
        "validated": sorted(validated, key=lambda block: block.position),
        "appeal": appeal,
    }
    return render(request, "jury/minutes_rectify.html", context)


@transaction.atomic
def _rectify(minutes, correction, appeal, *, by, at):
    """With the appeal it answers, if one waits for it: both or neither."""
    done = rectifying.rectify_minutes(minutes, correction, by=by, at=at)
    if appeal:
        appeals.conclude_rectified(appeal, done, by=by, at=at)
    return done


def rectification_decline(request, pk):
    """The chair finds no material error in what an appeal contests."""
    asked = Appeal.objects.filter(
        state=AppealState.TO_RECTIFY, examination__in=Examination.objects.chaired_by(request.user)
    )
    appeal = get_object_or_404(asked.select_related("examination__dossier"), pk=pk)
    examination = examination_or_404(Examination.objects.all(), appeal.examination_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            appeals.decline_rectification(
                appeal, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, "Votre réponse est transmise à qui instruit le recours.")
            return redirect("jury:examination", appeal.examination_id)
    return render(
        request,
        "jury/rectification_decline.html",
        {"form": form, "appeal": appeal, "examination": examination},
    )
