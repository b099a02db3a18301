"""The office's pages: candidates, their modules, the queue of dossiers."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import Organisation, Role, User
from candidates.forms import AttendanceForm, CandidateForm, CorrectCandidateForm, initial_of
from candidates.models import Candidate, Dossier
from candidates.permissions import can_manage_candidates
from candidates.services import registration
from candidates.states import DossierState
from candidates.views.managing import managed_candidate
from candidates.views.modules import say_what_does_not_count
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of
from ui.search import first_found

NUMBER = re.compile(r"^\d{4}-(\d{1,9})$")  # of a dossier, as people quote it
MOST_PEOPLE = 200  # whose dossiers a search shows: beyond, a longer name is to be typed


def candidate_list(request):
    require(can_manage_candidates(request.user))
    words = request.GET.get("q", "").strip()
    rows = Candidate.objects.visible_to(request.user).with_course()
    page = page_of(rows, order=["search", "pk"], after=request.GET.get("apres", ""), words=words)
    today = timezone.localdate()
    people = [(candidate, candidate.obstacles(on=today)) for candidate in page]
    context = {
        "people": people,
        "page": page,
        "words": words,
        "filters": urlencode({"q": words}) if words else "",
    }
    return render(request, "candidates/candidate_list.html", context)


def candidate_register(request):
    require(can_manage_candidates(request.user))
    form = CandidateForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            candidate = registration.register_candidate(
                version=form.cleaned_data["version"],
                email=form.cleaned_data["email"],
                identity=form.identity(),
                by=request.user,
                at=timezone.now(),
                **form.posting(),
            )
            messages.success(request, f"{candidate} est inscrit(e) ; l’invitation est envoyée.")
            return redirect("candidates:candidate", candidate.pk)

    context = {"form": form, "organisations": Organisation.objects.all()}
    return render(request, "candidates/candidate_form.html", context)


def candidate_detail(request, pk):
    candidate = managed_candidate(request, pk, with_course=True)
    context = {
        "candidate": candidate,
        "modules": candidate.modules_of_course(),
        "obstacles": candidate.obstacles(on=timezone.localdate()),
        "feasibility": candidate.feasibility_in_words(on=timezone.localdate()) if candidate.is_vae else (),
        "dossiers": candidate.dossiers.select_related("candidate").prefetch_related("targets"),
    }
    return render(request, "candidates/candidate_detail.html", context)


def candidate_correct(request, pk):
    candidate = managed_candidate(request, pk, with_course=True)
    form = CorrectCandidateForm(request.POST or None, initial=initial_of(candidate))
    if form.is_valid():
        with refusals_shown_on(form):
            registration.correct_candidate(
                candidate, identity=form.identity(), by=request.user, at=timezone.now(), **form.posting()
            )
            messages.success(request, "La fiche est à jour.")
            return redirect("candidates:candidate", candidate.pk)

    context = {"form": form, "candidate": candidate, "organisations": Organisation.objects.all()}
    return render(request, "candidates/candidate_form.html", context)


def candidate_invite(request, pk):
    candidate = managed_candidate(request, pk, with_course=True)
    if request.method == "POST":
        registration.invite_candidate(candidate, by=request.user, at=timezone.now())
        messages.success(request, "Une nouvelle invitation est envoyée.")
    return redirect("candidates:candidate", candidate.pk)


def attendance_record(request, pk, module_pk):
    candidate = managed_candidate(request, pk, with_course=True)
    module = get_object_or_404(candidate.version.modules, pk=module_pk)
    known = candidate.attendances.of_module(module)
    initial = (
        {
            name: getattr(known, name)
            for name in ("started_on", "ended_on", "is_followed", "training_body", "trainer_email")
        }
        if known
        else {}
    )
    form = AttendanceForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_shown_on(form):
            attendance = registration.record_attendance(
                candidate, module, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            say_what_does_not_count(request, attendance)
            messages.success(request, f"Module « {module} » enregistré.")
            return redirect("candidates:candidate", candidate.pk)

    context = {
        "form": form,
        "candidate": candidate,
        "module": module,
        "organisations": Organisation.objects.all(),
        "people": User.objects.with_role(Role.JUROR).select_related("organisation"),
    }
    return render(request, "candidates/attendance_form.html", context)


def dossier_queue(request):
    """Submitted dossiers that wait for a jury, the oldest first; `etat` shows the others, and `q` those of a
    number or of a name, whatever their state."""
    require(can_manage_candidates(request.user))
    wanted = request.GET.get("etat", DossierState.SUBMITTED)
    state = (
        wanted if wanted in DossierState.values and wanted != DossierState.DRAFT else DossierState.SUBMITTED
    )
    words = request.GET.get("q", "").strip()
    rows = Dossier.objects.managed_by(request.user)
    rows = _asked_for(rows, words, by=request.user) if words else rows.filter(state=state)
    rows = rows.select_related("candidate__user__organisation", "version")
    rows = rows.prefetch_related("targets", "completion_requests")
    page = page_of(rows, order=["submitted_at", "pk"], after=request.GET.get("apres", ""))
    states = [choice for choice in DossierState if choice != DossierState.DRAFT]
    context = {
        "page": page,
        "state": DossierState(state),
        "states": states,
        "words": words,
        "filters": urlencode({"q": words} if words else {"etat": state}),
    }
    return render(request, "candidates/dossier_queue.html", context)


def _asked_for(dossiers, words, *, by):
    """By the number, or by the beginnings of the candidate's names; never a draft."""
    rows = dossiers.filter(submitted_at__isnull=False).exclude(state=DossierState.DRAFT)
    if number := NUMBER.match(words):
        return rows.filter(pk=number[1])
    people = first_found(Candidate.objects.visible_to(by), words, ["search", "pk"], MOST_PEOPLE)
    return rows.filter(candidate__in=people)
