"""The office's side of a completion: send a dossier back before its reading, extend the date, call it off."""

import json

from django.core import serializers
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.models import (
    Attachment,
    Candidate,
    CompletionPoint,
    CompletionRequest,
    Dossier,
    Illustration,
    Passage,
    Situation,
    StoredFile,
)
from candidates.selectors import dossier_with_text
from candidates.services.completion import open_request_of
from candidates.services.outcome import move_dossier
from candidates.services.submission import frozen_content
from candidates.states import DossierState
from notifications.services import notify
from rules.completion import check_points, check_until
from rules.errors import CompletionRefused
from rules.french import count, day


def _lock(dossier):
    """Lock in the order of the house, and read what stands once locked."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    return (
        Dossier.objects.select_for_update(of=("self",)).select_related("candidate__user").get(pk=dossier.pk)
    )


def _lock_request(dossier):
    dossier = _lock(dossier)
    request = open_request_of(dossier)
    if request is None:
        raise CompletionRefused(
            f"Ce dossier est à l’état « {dossier.get_state_display()} » : il n’est pas à compléter. "
            "Rechargez la page pour voir où il en est."
        )
    return dossier, request


@transaction.atomic
def return_dossier(dossier, *, points, until, opens_all, by, at):
    """Send a dossier back before its reading starts. `points` holds (place, situation or None, text)."""
    dossier = _lock(dossier)
    if dossier.was_read:
        raise CompletionRefused(
            "Un jury a déjà commencé à lire ce dossier : il ne se complète plus. Confiez-le à un autre jury."
        )
    move_dossier(dossier, DossierState.RETURNED, at=at)
    check_until(until, today=timezone.localdate(at))
    check_points([text for _place, _situation, text in points])
    request = CompletionRequest.objects.create(
        dossier=dossier,
        submission=dossier.submissions.latest("number"),
        requested_at=at,
        requested_by=by,
        until=until,
        opens_all=opens_all,
        rows=_rows_of(dossier),
    )
    CompletionPoint.objects.bulk_create(
        CompletionPoint(request=request, position=rank, place=place, situation=situation, text=text)
        for rank, (place, situation, text) in enumerate(points, 1)
    )
    record(
        "dossier.returned",
        actor=by,
        target=dossier,
        about=[dossier.candidate],
        at=at,
        until=until.isoformat(),
        points=len(points),
        opens_all=opens_all,
    )
    _tell(
        dossier,
        key=f"completion:{request.pk}:asked",
        subject="Votre dossier est à compléter",
        body=(
            f"Les gestionnaires vous demandent de compléter votre dossier {dossier.reference} avant sa "
            f"lecture : {count(len(points), 'point')}, jusqu’au {day(until)} inclus. Répondez à chaque "
            "point, complétez le texte là où il est rouvert, puis déposez-le de nouveau."
        ),
        at=at,
    )
    return request


@transaction.atomic
def extend_completion(dossier, *, until, by, at):
    """Give the candidate more time, even when the first date has passed."""
    dossier, request = _lock_request(dossier)
    check_until(until, today=timezone.localdate(at), after=request.until)
    request.until = until
    request.save(update_fields=["until"])
    record(
        "completion.extended",
        actor=by,
        target=dossier,
        about=[dossier.candidate],
        at=at,
        until=until.isoformat(),
    )
    _tell(
        dossier,
        key=f"completion:{request.pk}:until:{until.isoformat()}",
        subject="Vous avez plus de temps pour compléter votre dossier",
        body=f"Votre dossier {dossier.reference} est à compléter jusqu’au {day(until)} inclus.",
        at=at,
    )
    return request


@transaction.atomic
def cancel_completion(dossier, *, by, at):
    """Call the request off: the dossier is « déposé » again, and its text is what was submitted.

    What the candidate had begun to write is kept apart for them to read and copy (ADR 0015).
    """
    dossier, request = _lock_request(dossier)
    written = frozen_content(dossier_with_text(dossier.pk))
    if written != request.submission.content:
        request.unsent = written
    _put_back(dossier, request.rows)
    request.closed_at, request.is_cancelled = at, True
    request.save(update_fields=["closed_at", "is_cancelled", "unsent"])
    move_dossier(dossier, DossierState.SUBMITTED, at=at)
    record("completion.cancelled", actor=by, target=dossier, about=[dossier.candidate], at=at)
    kept = (
        " Ce que vous aviez commencé à écrire reste lisible parmi les versions de votre dossier."
        if request.unsent
        else ""
    )
    _tell(
        dossier,
        key=f"completion:{request.pk}:cancelled",
        subject="Votre dossier n’est plus à compléter",
        body=(
            f"Les gestionnaires ont annulé leur demande : votre dossier {dossier.reference} est de nouveau "
            f"déposé, tel que vous l’aviez déposé (version {request.submission.number}). Vous n’avez rien "
            f"à faire.{kept}"
        ),
        at=at,
    )
    return request


def _tell(dossier, *, key, subject, body, at):
    path = reverse("candidates:dossier", args=[dossier.pk])
    notify(dossier.candidate.user, key=key, subject=subject, body=body, path=path, at=at)


# --- the text as it was submitted --------------------------------------------------------------------------


def _sets(dossier):
    """The rows that make a dossier's text and annexes, those that others need first."""
    return [
        Situation.objects.filter(dossier=dossier),
        Illustration.objects.filter(situation__dossier=dossier),
        Passage.objects.filter(situation__dossier=dossier),
        Attachment.objects.filter(dossier=dossier),
    ]


def _rows_of(dossier):
    return json.loads(serializers.serialize("json", [row for rows in _sets(dossier) for row in rows]))


def _put_back(dossier, rows):
    """The rows as they were when the dossier was sent back, keys included: every page still open on them
    finds them."""
    revisions = {situation.pk: situation.revisions for situation in dossier.situations.all()}
    points = list(
        CompletionPoint.objects.filter(request__dossier=dossier, situation__isnull=False).values_list(
            "pk", "situation_id"
        )
    )
    for found in reversed(_sets(dossier)):
        found.delete()
    files = set(StoredFile.objects.values_list("pk", flat=True).filter(pk__in=_files_in(rows)))
    for row in serializers.deserialize("python", rows):
        if isinstance(row.object, Situation):
            row.object.revisions = _after(row.object.revisions, revisions.get(row.object.pk, {}))
        if not isinstance(row.object, Attachment) or row.object.file_id in files:
            row.save()
    standing = set(dossier.situations.values_list("pk", flat=True))
    for pk, situation_pk in points:
        if situation_pk in standing:
            CompletionPoint.objects.filter(pk=pk).update(situation=situation_pk)


def _files_in(rows):
    return [row["fields"]["file"] for row in rows if row["model"] == "candidates.attachment"]


def _after(kept, present):
    """Version numbers never go back: a page open since before the cancelling is stale, and told so."""
    return {
        field: revision | {"n": max(revision["n"], present.get(field, revision)["n"]) + 1}
        for field, revision in {**present, **kept}.items()
    }
