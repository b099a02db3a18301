"""The passport of modules: what candidates declare, what the office decides; the VAE's feasibility."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import Organisation
from candidates.forms_passport import DecideDeclarationForm, DeclareModuleForm, FeasibilityForm
from candidates.intake.upload import refused_while_streaming, takes_files
from candidates.models import Candidate, ModuleAttendance, StoredFile
from candidates.permissions import can_declare, can_manage, can_manage_candidates
from candidates.services import feasibility, passport
from candidates.views.files import serve_file
from candidates.views.managing import managed_candidate
from ui.access import require
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute
from ui.paging import page_of

DECLARED = ("started_on", "ended_on", "training_body", "trainer_email")


def _own(request, pk):
    candidate = get_object_or_404(Candidate.objects.owned_by(request.user).with_course(), pk=pk)
    require(can_declare(request.user, candidate))
    return candidate


def passport_of(candidate):
    """[(module, its attendance or None, what is wrong with its place in the order)]."""
    misplaced = candidate.misplaced_modules()
    return [(m, attendance, misplaced.get(m.code, "")) for m, attendance in candidate.modules_of_course()]


def say_what_does_not_count(request, attendance):
    """The dates are recorded (A12); if the order (D6) makes them worthless, that is said at once."""
    candidate = Candidate.objects.with_course().get(pk=attendance.candidate_id)
    if sentence := candidate.misplaced_modules().get(attendance.module.code):
        messages.warning(request, sentence)


def module_list(request, candidate_pk):
    candidate = _own(request, candidate_pk)
    today = timezone.localdate()
    context = {
        "candidate": candidate,
        "modules": passport_of(candidate),
        "obstacles": candidate.obstacles(on=today),
        "feasibility": candidate.feasibility_in_words(on=today) if candidate.is_vae else (),
    }
    return render(request, "candidates/module_list.html", context)


@takes_files
@each_at_most_per_minute("UPLOADS_PER_MINUTE", "POST")
def module_declare(request, candidate_pk, module_pk):
    candidate = _own(request, candidate_pk)
    module = get_object_or_404(candidate.version.modules, pk=module_pk)
    known = candidate.attendances.of_module(module)
    initial = {name: getattr(known, name) for name in DECLARED} if known else {}
    form = DeclareModuleForm(request.POST or None, request.FILES or None, initial=initial)
    for _name, sentence in refused_while_streaming(request):
        form.add_error("proof", sentence)
    if form.is_valid():
        with refusals_shown_on(form):
            attendance = passport.declare_attendance(
                candidate, module, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, "Votre déclaration est transmise : un gestionnaire va la vérifier.")
            say_what_does_not_count(request, attendance)
            return redirect("candidates:modules", candidate.pk)

    context = {
        "form": form,
        "candidate": candidate,
        "module": module,
        "known": known,
        "organisations": Organisation.objects.all(),
    }
    return render(request, "candidates/module_declare.html", context)


def module_proof(request, pk):
    """The file itself: for its candidate and for the office."""
    rows = ModuleAttendance.objects.visible_to(request.user).filter(proof__in=StoredFile.objects.servable())
    return serve_file(get_object_or_404(rows.select_related("proof"), pk=pk).proof)


def declaration_queue(request):
    """Modules declared by candidates, the oldest declaration first."""
    require(can_manage_candidates(request.user))
    rows = (
        ModuleAttendance.objects.managed_by(request.user)
        .to_confirm()
        .select_related("module", "candidate__user__organisation", "training_body", "proof")
    )
    page = page_of(rows, order=["declared_at", "pk"], after=request.GET.get("apres", ""))
    return render(request, "candidates/declaration_queue.html", {"page": page})


def declaration_decide(request, pk):
    require(can_manage_candidates(request.user))
    rows = ModuleAttendance.objects.managed_by(request.user).select_related(
        "module", "candidate__user", "training_body", "proof", "confirmed_by"
    )
    attendance = get_object_or_404(rows, pk=pk)
    require(can_manage(request.user, attendance.candidate))
    form = DecideDeclarationForm(
        request.POST or None, initial={"seen": attendance.declared_at and attendance.declared_at.isoformat()}
    )
    if form.is_valid():
        with refusals_shown_on(form):
            _decide(request, attendance, form.cleaned_data)
            return redirect("candidates:declarations")

    candidate = Candidate.objects.with_course().get(pk=attendance.candidate_id)
    context = {
        "form": form,
        "attendance": attendance,
        "candidate": candidate,
        "misplaced": candidate.misplaced_modules().get(attendance.module.code, ""),
    }
    return render(request, "candidates/declaration_decide.html", context)


def _decide(request, attendance, answer):
    word = {"by": request.user, "at": timezone.now(), "seen": answer["seen"]}
    if request.POST.get("decision") == "refuse":
        passport.refuse_declaration(attendance, reason=answer["reason"], **word)
        messages.success(request, f"Refus transmis à {attendance.candidate}, avec son motif.")
    else:
        passport.confirm_attendance(attendance, **word)
        messages.success(request, f"Module confirmé pour {attendance.candidate}.")


def feasibility_record(request, pk):
    candidate = managed_candidate(request, pk, with_course=True)
    form = FeasibilityForm(request.POST or None, initial=_initial_feasibility(candidate))
    if form.is_valid():
        with refusals_shown_on(form):
            feasibility.record_feasibility(candidate, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "La recevabilité est à jour.")
            return redirect("candidates:candidate", candidate.pk)

    context = {
        "form": form,
        "candidate": candidate,
        "feasibility": candidate.feasibility_in_words(on=timezone.localdate()),
    }
    return render(request, "candidates/feasibility_form.html", context)


def _initial_feasibility(candidate):
    return {
        "requested_on": candidate.feasibility_requested_on,
        "is_accepted": {True: "yes", False: "no", None: ""}[candidate.feasibility_is_accepted],
        "decided_on": candidate.feasibility_decided_on,
        "valid_until": candidate.feasibility_valid_until,
        "companion_email": candidate.companion_email,
    }
