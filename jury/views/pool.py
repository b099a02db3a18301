"""The pool: the office's list of members, each one's page, and a member's own availability and sessions."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Organisation, Role, User
from jury.forms_pool import AnswerForm, InviteMemberForm, PoolFilterForm, ProfileForm, UnavailabilityForm
from jury.loads import with_loads
from jury.models import Convocation, Unavailability
from jury.panel import profile_of
from jury.permissions import can_manage_juries
from jury.services import pool, sessions
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of
from ui.search import fold
from ui.storing import attachment


def _jurors():
    return (
        User.objects.with_role(Role.JUROR)
        .select_related("organisation", "juror_profile")
        .prefetch_related("juror_profile__certifications")
    )


def _matching(rows, words):
    fields = ("first_name", "last_name", "email", "organisation__name")
    words_of = [part for field in fields for part in (F(field), Value(" "))]
    named = Concat(*words_of, output_field=CharField())
    folded = Func(named, function="candidates_folded", output_field=CharField())
    rows = rows.annotate(folded=folded)
    for word in fold(words).split():
        rows = rows.filter(folded__contains=word)
    return rows


def _free_on(rows, days):
    """Neither unavailable on these days nor called to another session."""
    taken = Unavailability.objects.between(*days).values("juror")
    called = (
        Convocation.objects.standing()
        .filter(session__starts_on__lte=days[1], session__ends_on__gte=days[0])
        .values("juror")
    )
    return rows.exclude(pk__in=taken).exclude(pk__in=called)


def juror_list(request):
    """« Membres du jury », by name: who may judge what, who is free, who carries how much."""
    require(can_manage_juries(request.user))
    rows = _jurors()
    form = PoolFilterForm(request.GET or None)
    if form.is_valid():
        if form.cleaned_data["q"]:
            rows = _matching(rows, form.cleaned_data["q"])
        if form.cleaned_data["certification"]:
            rows = rows.filter(juror_profile__certifications=form.cleaned_data["certification"])
        if days := form.days():
            rows = _free_on(rows, days)
    page = page_of(rows, order=["last_name", "first_name", "pk"], after=request.GET.get("apres", ""))
    with_loads(page.rows, at=timezone.now())
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {"form": form, "page": page, "filters": urlencode(asked), "is_filtered": bool(asked)}
    return render(request, "jury/juror_list.html", context)


def juror_invite(request):
    require(can_manage_juries(request.user))
    form = InviteMemberForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            juror = pool.invite_member(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{juror} peut désormais siéger dans un jury.")
            return redirect("jury:jurors")
    context = {"form": form, "organisations": Organisation.objects.all()}
    return render(request, "jury/juror_form.html", context)


def _juror(request, pk):
    require(can_manage_juries(request.user))
    return get_object_or_404(_jurors(), pk=pk)


def juror_detail(request, pk):
    """A member for the office: what they may judge, when they cannot sit, their sessions."""
    juror = _juror(request, pk)
    profile = profile_of(juror)
    initial = {"college": profile.college, "certifications": profile.certifications.all()} if profile else {}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_shown_on(form):
            pool.set_profile(juror, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"Le profil de {juror} est à jour.")
            return redirect("jury:juror", juror.pk)
    return _juror_page(request, juror, form, UnavailabilityForm())


@require_POST
def juror_unavailable(request, pk):
    """The office notes days for a member who telephoned."""
    juror = _juror(request, pk)
    form = UnavailabilityForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            pool.declare_unavailability(juror, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "Ces jours sont notés.")
            return redirect("jury:juror", juror.pk)
    profile = profile_of(juror)
    initial = {"college": profile.college, "certifications": profile.certifications.all()} if profile else {}
    return _juror_page(request, juror, ProfileForm(initial=initial), form)


def _days_to_come(juror):
    return juror.unavailabilities.filter(ends_on__gte=timezone.localdate())


def _juror_page(request, juror, form, days_form):
    with_loads([juror], at=timezone.now())
    context = {
        "juror": juror,
        "form": form,
        "days_form": days_form,
        "unavailabilities": _days_to_come(juror),
        "convocations": juror.convocations.select_related("session").order_by("-session__starts_on", "pk")[
            :20
        ],
    }
    return render(request, "jury/juror_detail.html", context)


def availability(request):
    """« Mes disponibilités » : a member's own days, and the sessions they are called to."""
    require(request.user.is_juror)
    form = UnavailabilityForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            pool.declare_unavailability(request.user, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "C’est noté : on ne vous convoquera pas ces jours-là.")
            return redirect("jury:availability")
    convocations = request.user.convocations.select_related("session__jury").order_by(
        "-session__starts_on", "-pk"
    )
    context = {
        "form": form,
        "unavailabilities": _days_to_come(request.user),
        "convocations": convocations[:20],
        "today": timezone.localdate(),
    }
    return render(request, "jury/availability.html", context)


@require_POST
def unavailability_withdraw(request, pk):
    """By whom it concerns, or by the office."""
    is_office = request.user.is_manager
    rows = Unavailability.objects.all() if is_office else Unavailability.objects.filter(juror=request.user)
    found = get_object_or_404(rows.select_related("juror"), pk=pk)
    pool.withdraw_unavailability(found, by=request.user, at=timezone.now())
    messages.success(request, "Ces jours sont de nouveau libres.")
    if found.juror_id == request.user.pk:
        return redirect("jury:availability")
    return redirect("jury:juror", found.juror_id)


def convocation_answer(request, pk):
    """A member says whether they come to a session."""
    rows = Convocation.objects.standing().filter(juror=request.user).select_related("session__jury")
    convocation = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            sessions.answer_convocation(convocation, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "Votre réponse est transmise aux gestionnaires.")
            return redirect("jury:availability")
    context = {"form": form, "convocation": convocation}
    return render(request, "jury/convocation_answer.html", context)


def convocation_document(request, pk):
    """The PDF, for whom it calls and for the office."""
    rows = Convocation.objects.standing()
    rows = rows if request.user.is_manager else rows.filter(juror=request.user)
    convocation = get_object_or_404(rows, pk=pk)
    if not convocation.file:
        messages.info(request, "Cette convocation est en préparation ; son PDF sera là dans un instant.")
        return redirect("jury:availability" if convocation.juror_id == request.user.pk else "jury:sessions")
    return attachment(convocation.file, convocation.file_name)
