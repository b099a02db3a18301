"""Who judges one dossier: the member's declaration, and the office's page on its jury."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from jury.conflicts import conflicts_of
from jury.forms_panel import ChairForm, DeclarationForm, RemoveForm, ReplaceForm
from jury.models import Declaration, Examination, PanelChange
from jury.panel import has_declared_no_link, loses_quorum_without, reasons_against, with_panel
from jury.permissions import can_manage_juries
from jury.services import declarations, replacement
from jury.states import OVER
from ui.access import require
from ui.forms import refusals_shown_on


def declaration(request, pk):
    """What stands before a dossier: who applies, a link or none. Nothing of what they wrote."""
    rows = Examination.objects.visible_to(request.user).select_related(
        "dossier__candidate__user__organisation"
    )
    examination = get_object_or_404(rows.select_related("jury", "dossier__version"), pk=pk)
    form = DeclarationForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            said = form.declared()
            declarations.declare_link(examination, by=request.user, at=timezone.now(), **said)
            if said["has_link"]:
                messages.success(
                    request,
                    "C’est noté : ce dossier ne vous est plus confié. Les gestionnaires sont prévenus.",
                )
                return redirect("jury:examinations")
            return redirect("jury:examination", pk)
    context = {
        "form": form,
        "examination": examination,
        "candidate": examination.dossier.candidate,
        "has_declared": has_declared_no_link(examination, request.user),
    }
    return render(request, "jury/declaration.html", context)


def _managed(request, pk):
    require(can_manage_juries(request.user))
    rows = with_panel(Examination.objects.managed_by(request.user)).select_related(
        "jury__certification", "session"
    )
    return get_object_or_404(rows, pk=pk)


def panel(request, pk):
    """Who sits, who left and why, what was declared, and whether the jury may still decide."""
    examination = _managed(request, pk)
    seats = list(examination.seats.select_related("juror__organisation", "juror__juror_profile"))
    replaced = set(
        PanelChange.objects.filter(examination=examination, kind=PanelChange.Kind.REPLACED).values_list(
            "leaving", flat=True
        )
    )
    said = {}
    for row in Declaration.objects.filter(examination=examination):
        said.setdefault(row.juror_id, []).append(row)
    is_running = examination.state not in OVER
    context = {
        "examination": examination,
        "seats": [(seat, said.get(seat.juror_id, []), seat.pk in replaced) for seat in seats],
        "is_running": is_running,
        "reasons": reasons_against(examination) if is_running else (),
        "lines": conflicts_of(examination),
    }
    return render(request, "jury/panel.html", context)


def _seat(request, pk, seat_pk):
    examination = _managed(request, pk)
    seat = get_object_or_404(examination.seats.select_related("juror"), pk=seat_pk)
    seat.examination = examination
    return seat


def member_remove(request, pk, seat_pk):
    seat = _seat(request, pk, seat_pk)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            replacement.remove_member(
                seat, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, f"{seat} ne siège plus sur ce dossier.")
            return redirect("jury:panel", pk)
    context = {"form": form, "seat": seat, "loses_quorum": loses_quorum_without(seat.examination, seat)}
    return render(request, "jury/member_remove.html", context)


def member_replace(request, pk, seat_pk):
    seat = _seat(request, pk, seat_pk)
    form = ReplaceForm(request.POST or None, leaving=seat)
    if form.is_valid():
        with refusals_shown_on(form):
            entered = replacement.replace_member(
                seat, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, f"{entered} remplace {seat} sur ce dossier.")
            return redirect("jury:panel", pk)
    return render(request, "jury/member_replace.html", {"form": form, "seat": seat})


def chair_name(request, pk):
    examination = _managed(request, pk)
    form = ChairForm(request.POST or None, examination=examination)
    if form.is_valid():
        with refusals_shown_on(form):
            seat = form.cleaned_data["chair"]
            replacement.name_chair(
                seat, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, f"{seat} préside désormais.")
            return redirect("jury:panel", pk)
    return render(request, "jury/chair_name.html", {"form": form, "examination": examination})
