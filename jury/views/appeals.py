"""Appeals: the candidate's pages, then the office's."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.models import Capacity, What
from candidates.intake.upload import refused_while_streaming, takes_files
from candidates.services.accesses import note_access
from candidates.services.outcome import mark_results_read
from candidates.views.files import serve_file
from jury.forms_results import AnswerForm, AppealForm, AssignAppealForm
from jury.models import Appeal, Examination
from jury.permissions import can_manage_juries
from jury.services import annulment, appeals
from jury.states import AppealState
from rules.appeals import appeal_until
from ui.access import require
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute
from ui.paging import page_of

ACTS = {
    AnswerForm.REJECT: (appeals.reject_appeal, "answer", "Le recours est rejeté ; la réponse est envoyée."),
    AnswerForm.RECTIFY: (appeals.ask_rectification, "note", "La présidence est invitée à vérifier."),
    AnswerForm.NEW_JURY: (
        annulment.annul_deliberation,
        "answer",
        "La délibération est annulée : le dossier attend un nouveau jury.",
    ),
}


@takes_files
@each_at_most_per_minute("UPLOADS_PER_MINUTE", "POST")
def appeal_file(request, pk):
    """Contest a decision that was told, with its grounds and files."""
    mark_results_read(request.user, at=timezone.now())
    rows = Examination.objects.decided_for(request.user).filter(
        state="closed", dossier__result_told_at__isnull=False
    )
    examination = get_object_or_404(
        rows.select_related("dossier__candidate__user", "dossier__version", "session"), pk=pk
    )
    form = AppealForm(request.POST or None)
    if request.method == "POST":
        for name, sentence in refused_while_streaming(request):
            form.add_error("files", f"{name} : {sentence}")
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            appeal = appeals.file_appeal(
                examination,
                grounds=form.cleaned_data["grounds"],
                text=form.cleaned_data["text"],
                uploads=request.FILES.getlist("files"),
                by=request.user,
                at=timezone.now(),
            )
            return redirect("jury:appeal", appeal.pk)
    dossier = examination.dossier
    until = appeal_until(dossier.result_told_at, dossier.version.appeal_days)
    context = {"examination": examination, "dossier": dossier, "form": form, "until": until}
    return render(request, "jury/appeal_file.html", context, status=422 if form.errors else 200)


def _with_all(appeals):
    return appeals.select_related(
        "examination__dossier__candidate__user", "examination__jury", "manager", "rectification"
    ).prefetch_related("files__file")


def appeal(request, pk):
    """What was filed, its receipt, where it stands, the answer."""
    found = get_object_or_404(_with_all(Appeal.objects.filed_for(request.user)), pk=pk)
    return render(request, "jury/appeal.html", {"appeal": found, "dossier": found.examination.dossier})


def appeal_attachment(request, pk, file_pk):
    """A file of an appeal, for whoever filed it and for the office."""
    rows = Appeal.objects.filed_for(request.user) | Appeal.objects.managed_by(request.user)
    rows = rows.select_related("examination__dossier__candidate")
    found = get_object_or_404(rows.distinct(), pk=pk)
    piece = get_object_or_404(found.files.select_related("file"), file_id=file_pk)
    if not piece.file.is_clean:
        raise Http404
    served = serve_file(piece.file)
    dossier = found.examination.dossier
    note_access(dossier, What.APPEAL, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    return served


def appeal_list(request):
    """The office's queue, the nearest deadline first; what is answered after."""
    require(can_manage_juries(request.user))
    rows = Appeal.objects.managed_by(request.user)
    is_over = request.GET.get("etat") == "clos"
    rows = rows.exclude(pk__in=rows.open().values("pk")) if is_over else rows.open()
    page = page_of(
        rows.select_related("examination__dossier__candidate__user", "manager"),
        order=["answer_by", "pk"],
        after=request.GET.get("apres", ""),
    )
    context = {
        "page": page,
        "is_over": is_over,
        "filters": "etat=clos" if is_over else "",
        "today": timezone.localdate(),
    }
    return render(request, "jury/appeal_list.html", context)


def appeal_handle(request, pk):
    """Give an appeal to somebody, or answer it when it is one's own to answer."""
    require(can_manage_juries(request.user))
    found = get_object_or_404(_with_all(Appeal.objects.managed_by(request.user)), pk=pk)
    dossier = found.examination.dossier
    note_access(dossier, What.APPEAL, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    is_mine = found.manager_id == request.user.pk and found.state == AppealState.ASSIGNED
    is_answer = "outcome" in request.POST or "answer" in request.POST
    assigning = AssignAppealForm(request.POST if request.method == "POST" and not is_answer else None)
    answering = AnswerForm(request.POST if request.method == "POST" and is_answer else None)
    if not is_answer and assigning.is_valid():
        with refusals_shown_on(assigning):
            manager = assigning.cleaned_data["manager"]
            appeals.assign_appeal(found, manager, by=request.user, at=timezone.now())
            messages.success(request, f"Le recours est confié à {manager}.")
            return redirect("jury:appeal_handle", pk)
    if is_answer and answering.is_valid():
        act, name, said = ACTS[answering.cleaned_data["outcome"]]
        with refusals_shown_on(answering):
            words = {name: answering.cleaned_data["answer"]}
            act(found, by=request.user, at=timezone.now(), **words)
            messages.success(request, said)
            return redirect("jury:appeal_handle", pk)
    context = {
        "appeal": found,
        "dossier": dossier,
        "assigning": assigning,
        "answering": answering,
        "is_mine": is_mine,
        "today": timezone.localdate(),
    }
    return render(request, "jury/appeal_handle.html", context)
