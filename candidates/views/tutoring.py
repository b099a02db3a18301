"""The tutor's margin: the candidate invites, the tutor reads the draft and remarks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.models import Capacity, What
from candidates.forms_tutoring import AnswerForm, CommentForm, TutorForm
from candidates.models import Dossier, Tutoring
from candidates.permissions import can_comment
from candidates.selectors import comments_in_margin, dossier_with_text, submission_by_block
from candidates.services import tutoring
from candidates.services.accesses import note_access
from candidates.services.submission import frozen_content
from referentials.models import Competence
from ui.access import require
from ui.forms import refusals_shown_on


def tutor_invite(request, pk):
    """Who reads the draft, and one more."""
    dossier = get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    if not dossier.is_writable:
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("candidates:dossier", dossier.pk)
    form = TutorForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            tutoring.invite_tutor(dossier, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "L’invitation est envoyée.")
            return redirect("candidates:tutor_invite", dossier.pk)

    tutorings = dossier.tutorings.under_way().select_related("tutor").prefetch_related("comments")
    context = {"form": form, "dossier": dossier, "tutorings": tutorings}
    return render(request, "candidates/tutor_invite.html", context)


@require_POST
def tutoring_end(request, pk, tutoring_pk):
    dossier = get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    found = get_object_or_404(dossier.tutorings.under_way(), pk=tutoring_pk)
    tutoring.end_tutoring(found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.tutor.email} n’a plus accès à votre brouillon.")
    return redirect("candidates:tutor_invite", dossier.pk)


def tutoring_list(request):
    """The drafts one is invited to read."""
    require(request.user.is_tutor)
    rows = (
        Tutoring.objects.of_tutor(request.user)
        .select_related("dossier__candidate__user", "dossier__version")
        .prefetch_related("dossier__targets")
    )
    return render(request, "candidates/tutoring_list.html", {"rows": rows})


def _asked(request, found):
    """To somebody of a jury or of the office, what accepting changes, before anything of the draft."""
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            if form.cleaned_data["answer"] == "accept":
                tutoring.accept_tutoring(found, by=request.user, at=timezone.now())
                return redirect("candidates:tutoring", found.pk)
            tutoring.end_tutoring(found, by=request.user, at=timezone.now())
            messages.success(request, "Vous avez décliné l’invitation.")
            return redirect("candidates:tutorings")

    return render(request, "candidates/tutoring_asked.html", {"form": form, "tutoring": found})


def _over(request, pk):
    """One's own invitation, for the message that still leads to it."""
    get_object_or_404(request.user.tutorings, pk=pk)
    return render(request, "candidates/tutoring_over.html", status=404)


def tutoring_read(request, pk):
    """The draft as it stands, and a place to remark under each competence."""
    found = Tutoring.objects.of_tutor(request.user).filter(pk=pk).first()
    if found is None:
        return _over(request, pk)
    if found.accepted_at is None:
        return _asked(request, found)
    require(can_comment(request.user, found))
    dossier = dossier_with_text(found.dossier_id)
    note_access(dossier, What.TEXT, by=request.user, as_a=Capacity.TUTOR, at=timezone.now())
    competences = Competence.objects.filter(block__targets__dossier=dossier)
    form = CommentForm(request.POST or None, competences=competences)
    if form.is_valid():
        with refusals_shown_on(form):
            competence = form.cleaned_data["competence"]
            tutoring.comment(
                found, competence, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
            messages.success(request, f"Votre remarque sur {competence.code} est enregistrée.")
            return redirect("candidates:tutoring", found.pk)

    written = dict(comments_in_margin(dossier))
    asked = str(form["competence"].value() or "") if form.is_bound else ""
    context = {
        "form": form,
        "dossier": dossier,
        "blocks": submission_by_block(frozen_content(dossier)),
        "places": [
            (link.block, [(c, written.get(c, []), str(c.pk) == asked) for c in link.block.competences.all()])
            for link in dossier.targets.all()
        ],
    }
    return render(request, "candidates/tutoring_read.html", context)
