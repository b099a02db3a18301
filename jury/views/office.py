"""The office's pages: juries, who gets which dossier, dates of interviews."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.models import Dossier
from jury.assignment import options_for
from jury.forms import AssignForm, DissolveForm, JuryForm, PostponeForm, SummonForm
from jury.models import Examination, Jury, JuryMember
from jury.permissions import can_chair, can_manage_juries, can_summon
from jury.selectors import competence_views, examination_or_404, latest_interview
from jury.services import constitution, interview
from jury.states import ExaminationState
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of


def jury_list(request):
    require(can_manage_juries(request.user))
    juries = page_of(
        Jury.objects.with_work()
        .select_related("certification")
        .prefetch_related(Prefetch("members", JuryMember.objects.select_related("user__organisation"))),
        order=["-constituted_at", "-pk"],
        after=request.GET.get("apres", ""),
    )
    standing = (
        Examination.objects.managed_by(request.user)
        .active()
        .select_related("dossier__candidate", "jury")
        .prefetch_related("dossier__targets")
        .order_by("opened_at", "pk")[:50]
    )
    return render(request, "jury/jury_list.html", {"juries": juries, "standing": standing})


def jury_constitute(request):
    require(can_manage_juries(request.user))
    form = JuryForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            jury = constitution.constitute_jury(
                form.cleaned_data["version"],
                name=form.cleaned_data["name"],
                members=list(form.cleaned_data["members"]),
                chair=form.cleaned_data["chair"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, f"« {jury} » est constitué.")
            return redirect("jury:juries")
    return render(request, "jury/jury_form.html", {"form": form})


def dossier_assign(request, dossier_pk):
    """Give a submitted dossier to a session, or to a jury outside any; what stands against each is said
    beforehand."""
    require(can_manage_juries(request.user))
    rows = (
        Dossier.objects.managed_by(request.user).awaiting_jury().select_related("version", "candidate__user")
    )
    rows = rows.select_related("candidate__user__organisation").prefetch_related("targets")
    dossier = get_object_or_404(rows, pk=dossier_pk)
    choice = options_for(dossier, on=timezone.localdate(), after=request.GET.get("apres", ""))
    form = AssignForm(request.POST or None, options=choice.options)
    if form.is_valid():
        with refusals_shown_on(form):
            chosen = form.chosen()
            constitution.assign_dossier(
                dossier, chosen.jury, session=chosen.session, by=request.user, at=timezone.now()
            )
            messages.success(
                request, f"Le dossier {dossier.reference} est confié à « {chosen.session or chosen.jury} »."
            )
            return redirect("candidates:queue")
    context = {"form": form, "dossier": dossier, "options": choice.options, "page": choice.page}
    return render(request, "jury/dossier_assign.html", context)


def jury_dissolve(request, pk):
    require(can_manage_juries(request.user))
    examination = get_object_or_404(
        Examination.objects.managed_by(request.user).active().select_related("dossier__candidate", "jury"),
        pk=pk,
    )
    form = DissolveForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            constitution.dissolve_jury(
                examination, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, "Le dossier est retiré à ce jury ; il attend un nouveau jury.")
            return redirect("candidates:queue")
    return render(request, "jury/jury_dissolve.html", {"form": form, "examination": examination})


def _summonable(request, pk):
    """For the office, or for the chair."""
    examinations = Examination.objects
    rows = (
        examinations.managed_by(request.user)
        if request.user.is_manager
        else examinations.visible_to(request.user)
    )
    examination = examination_or_404(rows, pk)
    require(can_summon(request.user, examination))
    return examination


def interview_summon(request, pk):
    examination = _summonable(request, pk)
    form = SummonForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            interview.summon_interview(
                examination,
                starts_at=form.starts_at(),
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(
                request, "La convocation est envoyée à la personne candidate et aux membres du jury."
            )
            return redirect("home")
    open_ones = [view for view in competence_views(examination) if view.is_open]
    is_open = examination.state == ExaminationState.TO_SUMMON
    context = {
        "form": form,
        "examination": examination,
        "open_ones": open_ones,
        "is_open": is_open,
        "is_chair": can_chair(request.user, examination),
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/interview_summon.html", context, status=409 if too_late else 200)


def interview_postpone(request, pk):
    examination = _summonable(request, pk)
    form = PostponeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            interview.postpone_interview(
                examination, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, "Le report est annoncé à tous ; fixez une nouvelle date.")
            return redirect("jury:interview_summon", examination.pk)
    is_open = examination.state == ExaminationState.SUMMONED
    context = {
        "form": form,
        "examination": examination,
        "interview": latest_interview(examination),
        "is_open": is_open,
        "is_chair": can_chair(request.user, examination),
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/interview_postpone.html", context, status=409 if too_late else 200)
