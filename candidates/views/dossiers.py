"""The candidate's pages: writing a dossier, submitting it, reading what was submitted."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.models import Capacity, What
from candidates.attachments import attachments_of, with_addresses
from candidates.documents import lost_on_paper
from candidates.earlier import earlier_dossiers, earlier_reasons
from candidates.forms import ConfirmForm, StartDossierForm, SubmitForm
from candidates.models import Candidate, Dossier, Outcome
from candidates.permissions import can_write
from candidates.selectors import (
    comments_in_margin,
    competence_map,
    coverage_count,
    dossier_with_text,
    followed_or_404,
    holes_of,
    load_text,
    submission_by_block,
)
from candidates.services import submission, taking_up, writing
from candidates.services.accesses import note_access
from candidates.services.anonymisation import mentions_of, undecided_in
from candidates.services.completion import open_request_of
from candidates.services.outcome import mark_results_read
from candidates.versions_followed import older_blocks_validated, validated_by_equivalence
from candidates.views.receipts import documents_of
from rules.completion import is_late, unanswered
from ui.access import require
from ui.forms import refusals_shown_on


def dossier_list(request):
    mark_results_read(request.user, at=timezone.now())
    dossiers = (
        Dossier.objects.owned_by(request.user)
        .select_related("candidate", "version")
        .prefetch_related("targets")
    )
    candidacies = Candidate.objects.owned_by(request.user).select_related("version__certification")
    return render(request, "candidates/dossier_list.html", {"dossiers": dossiers, "candidacies": candidacies})


def dossier_start(request, candidate_pk):
    mark_results_read(request.user, at=timezone.now())
    candidate = get_object_or_404(Candidate.objects.owned_by(request.user).with_course(), pk=candidate_pk)
    earlier = earlier_dossiers(candidate)
    form = StartDossierForm(request.POST or None, candidate=candidate, earlier=earlier)
    if form.is_valid():
        blocks, source = list(form.cleaned_data["blocks"]), form.cleaned_data["taken_up_from"]
        act = partial(taking_up.take_up_dossier, earlier=source) if source else writing.start_dossier
        with refusals_shown_on(form):
            dossier = act(candidate, blocks, by=request.user, at=timezone.now())
            return redirect("candidates:dossier", dossier.pk)

    taken = {t.block_id: t for t in candidate.targets.standing().select_related("dossier")}
    equivalent = validated_by_equivalence(candidate, older_blocks_validated(candidate))
    taken |= {new: {"known_outcome": Outcome.VALIDATED} for new in equivalent}
    blocks = [
        (block, taken.get(block.pk)) for block in candidate.version.blocks.prefetch_related("competences")
    ]
    context = {
        "form": form,
        "candidate": candidate,
        "blocks": blocks,
        "can_start": any(target is None for _block, target in blocks),
        "chosen": set(request.POST.getlist("blocks")) or {request.GET.get("bloc", "")},
        "obstacles": candidate.obstacles(on=timezone.localdate()),
        "earlier": earlier,
        "source": request.POST.get("taken_up_from", request.GET.get("reprendre", "")),
    }
    return render(request, "candidates/dossier_start.html", context)


def _visible(request, pk):
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    return dossier_with_text(pk)


def _own(request, pk):
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    require(can_write(request.user, dossier))
    return dossier


def dossier_detail(request, pk):
    mark_results_read(request.user, at=timezone.now())
    dossier = followed_or_404(Dossier.objects.visible_to(request.user), pk)
    is_own, submissions = can_write(request.user, dossier), list(dossier.submissions.all())
    note_access(dossier, What.PAGE, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    context = {"dossier": dossier, "is_own": is_own, "last": submissions[-1] if submissions else None}
    if dossier.is_returned and is_own:
        return redirect("candidates:dossier_complete", dossier.pk)
    if not (dossier.is_draft and is_own):
        context["documents"] = documents_of(context["last"]) if context["last"] else {}
        return render(request, "candidates/dossier_followed.html", context)
    load_text([dossier])
    done, in_all = coverage_count(dossier)
    holes = holes_of(dossier)
    context |= {
        "map": competence_map(dossier),
        "done": done,
        "in_all": in_all,
        "required": [hole for hole in holes if hole.is_required],
        "obstacles": dossier.candidate.obstacles(on=timezone.localdate()),
        "earlier": earlier_reasons(dossier),
        "margin": comments_in_margin(dossier),
        "tutorings": list(dossier.tutorings.under_way().select_related("tutor").prefetch_related("comments")),
    }
    return render(request, "candidates/dossier_draft.html", context)


def dossier_submit(request, pk):
    """What is missing and what is thin on one page, then the act itself."""
    dossier = _own(request, pk)
    if not dossier.is_writable:
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("candidates:dossier", dossier.pk)
    form = SubmitForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            sent = submission.submit_dossier(dossier, by=request.user, at=timezone.now())
            messages.success(request, f"Votre dossier est déposé. Reçu n° {sent.receipt}.")
            return redirect("candidates:dossier", dossier.pk)

    holes = holes_of(dossier)
    asked = open_request_of(dossier)
    context = {
        "form": form,
        "dossier": dossier,
        "asked": asked,
        "is_late": asked is not None and is_late(asked.until, timezone.now()),
        "unanswered": unanswered([point.as_rule() for point in asked.points.all()]) if asked else (),
        "undecided": undecided_in(mentions_of(dossier)),
        "required": [hole for hole in holes if hole.is_required],
        "advice": [hole for hole in holes if not hole.is_required] + lost_on_paper(dossier),
        "obstacles": dossier.candidate.obstacles(on=timezone.localdate()),
    }
    return render(request, "candidates/dossier_submit.html", context)


def dossier_withdraw(request, pk):
    dossier = _own(request, pk)
    if not dossier.may_be_withdrawn:
        return render(request, "candidates/dossier_kept.html", {"dossier": dossier}, status=409)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            submission.withdraw_dossier(dossier, by=request.user, at=timezone.now())
            messages.success(request, "Le dossier est retiré. Ses blocs peuvent être présentés de nouveau.")
            return redirect("candidates:dossiers")

    return render(request, "candidates/dossier_withdraw.html", {"form": form, "dossier": dossier})


def dossier_read(request, pk):
    """What was submitted, as the jury reads it; what is being written is read as it stands, by its
    candidate."""
    dossier = _visible(request, pk)
    note_access(dossier, What.TEXT, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    is_own = can_write(request.user, dossier)
    is_being_written = dossier.is_writable and is_own
    last = None if is_being_written else dossier.submissions.last()
    content = last.content if last else submission.frozen_content(dossier)
    content = with_addresses(content, lambda file: reverse("candidates:attachment_file", args=[pk, file]))
    context = {
        "dossier": dossier,
        "is_own": is_own,
        "last": last,
        "blocks": submission_by_block(content),
        "attachments": attachments_of(content),
    }
    return render(request, "candidates/dossier_read.html", context)
