"""Addressing a dossier to the jury, and taking it back."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.services import record
from candidates.attachments import frozen_attachments
from candidates.models import Candidate, Dossier, Outcome, Submission, Tied
from candidates.receipts import content_digest
from candidates.selectors import dossier_with_text, holes_of
from candidates.services.anonymisation import check_anonymous
from candidates.services.attachments import freeze_attachments
from candidates.services.completion import check_answered, close_request
from candidates.services.outcome import move_dossier
from candidates.services.receipt import hand_receipt
from candidates.services.tutoring import close_margin
from candidates.states import DossierState, check_is_writable
from notifications.services import notify
from rules.eligibility import check_may_position
from rules.submission import check_submission


def frozen_content(dossier):
    """What the jury will read and what the digest seals."""
    candidate = dossier.candidate
    return {
        "reference": dossier.reference,
        "kind": dossier.kind,
        "referential": {"code": candidate.version.certification.code, "version": dossier.version.number},
        "candidate": {"name": candidate.display_name, "organisation": str(candidate.user.organisation or "")},
        "blocks": [
            {
                "code": link.block.code,
                "label": link.block.label,
                "title": link.block.title,
                "competences": [{"code": c.code, "title": c.title} for c in link.block.competences.all()],
            }
            for link in dossier.targets.all()
        ],
        "situations": [
            {
                "id": situation.pk,
                "position": rank,
                "title": situation.title or f"Situation {rank}",
                "context": situation.context,
                "presentation": situation.presentation,
                "analysis": situation.analysis,
                "blocks": sorted(block.code for block in situation.blocks.all()),
                "illustrations": [
                    {"block": i.competence.block.code, "competence": i.competence.code, "text": i.text}
                    for i in situation.illustrations.all()
                ],
                "passages": [
                    {
                        "block": p.competence.block.code,
                        "competence": p.competence.code,
                        "field": p.field,
                        "text": getattr(situation, p.field)[p.start : p.end],
                    }
                    for p in situation.passages.all()
                ],
            }
            for rank, situation in enumerate(dossier.situations.all(), 1)
        ],
        "attachments": frozen_attachments(dossier),
    }


@transaction.atomic
def submit_dossier(dossier, *, by, at):
    """Address the dossier to the jury: A8 and A11 are asked for now, and the text is frozen with its
    digest."""
    candidate = Candidate.objects.with_course().select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    dossier = dossier_with_text(dossier.pk)
    check_is_writable(dossier.state)
    check_may_position(candidate.obstacles(on=timezone.localdate(at)))
    check_submission(holes_of(dossier))
    check_answered(dossier, at=at)
    check_anonymous(dossier)

    content = frozen_content(dossier)
    submission = Submission.objects.create(
        dossier=dossier,
        number=dossier.submissions.count() + 1,
        submitted_at=at,
        content=content,
        sha256=content_digest(content),
    )
    freeze_attachments(dossier, at=at)
    close_margin(dossier, at=at)
    dossier.submitted_at = at
    close_request(dossier, at=at)
    move_dossier(dossier, DossierState.SUBMITTED, at=at)
    record(
        "dossier.submitted",
        actor=by,
        target=dossier,
        about=[candidate],
        at=at,
        sha256=submission.sha256,
        version=submission.number,
    )
    hand_receipt(submission, to=candidate.user, at=at)
    tell_managers(
        dossier,
        key=f"dossier:{dossier.pk}:to-assign:{submission.number}",
        subject="Un dossier est à confier à un jury",
        body=f"Le dossier {dossier.reference} ({dossier.blocks_label}) vient d’être déposé.",
        path=reverse("candidates:queue"),
        at=at,
    )
    return submission


@transaction.atomic
def withdraw_dossier(dossier, *, by, at):
    """Take the dossier back, before the reading starts. Its blocks may be presented again at once."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = (
        Dossier.objects.select_for_update(of=("self",)).select_related("candidate__user").get(pk=dossier.pk)
    )
    was_submitted = dossier.submitted_at is not None
    close_request(dossier, at=at)
    close_margin(dossier, at=at)
    move_dossier(dossier, DossierState.WITHDRAWN, at=at)
    # what an earlier jury validated stays validated (A2), only the rest is taken back
    dossier.targets.filter(outcome=Outcome.PENDING).update(outcome=Outcome.WITHDRAWN)
    record("dossier.withdrawn", actor=by, target=dossier, about=[dossier.candidate], at=at)
    if was_submitted:
        tell_managers(
            dossier,
            key=f"dossier:{dossier.pk}:withdrawn",
            subject="Un dossier est retiré",
            body=f"Le dossier {dossier.reference} a été retiré avant sa lecture.",
            path=reverse("candidates:queue"),
            at=at,
        )
    return dossier


def tell_managers(dossier, *, key, subject, body, path, at):
    """Tell the office, but for whoever is this candidate or is tied to them: they do not handle it."""
    tied = Tied.objects.out_of_the_office(dossier.candidate_id)
    managers = User.objects.with_role(Role.MANAGER).exclude(pk__in=tied)
    for manager in managers.order_by("pk"):
        notify(manager, key=key, subject=subject, body=body, path=path, at=at)
