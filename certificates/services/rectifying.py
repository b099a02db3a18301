"""Correcting a document (D12): a rectified certificate takes the place of the one that was wrong; a duplicata
is one more copy of the same."""

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from certificates.models import AcquiredCompetence, Certificate, Document, DocumentKind
from certificates.register import append_entry
from certificates.selectors import revocations_asked_on
from certificates.services.issuing import issue_certificate, lock_certificate
from certificates.snapshots import rectified_snapshot, searchable, sort_name
from certificates.states import CertificateState, check_transition
from certificates.tasks import make_document
from notifications.services import notify
from rules.errors import RectificationRefused
from rules.issuing import check_duplicate, check_rectification
from ui.search import fold


@transaction.atomic
def rectify_certificate(certificate, *, identity, wrong, reason, by, at):
    """Replace a certificate whose identity is wrong by a new one, and deliver it at once if the wrong one was
    delivered: its holder is never without a document in force. Returns the new one.

    `identity` holds the fields of the civil record. The decision, the block and the competences are the
    jury's: they are not corrected here.
    """
    old = lock_certificate(certificate)
    check_transition(old.state, CertificateState.REPLACED)
    if old.revocations.waiting().exists():
        raise RectificationRefused(
            "La révocation de ce certificat est demandée : confirmez-la ou écartez-la d’abord."
        )
    holder = old.snapshot["holder"]
    changes = check_rectification(
        before={key: holder[key] for key in identity}, after=identity, wrong=wrong, reason=reason
    )
    was_issued = old.is_issued
    old.move_to(CertificateState.REPLACED)
    old.ended_at = at
    old.save(update_fields=["state", "ended_at"])
    snapshot = rectified_snapshot(old, identity=identity, wrong=wrong, reason=reason, at=at)
    new = _write_successor(old, snapshot)
    action = f"{old.kind}.rectified"
    record(action, actor=by, target=new, about=[old, old.candidate], at=at, fields=sorted(changes))
    append_entry(f"{old.kind}.replaced", old, content={"replaced_by": new.pk} | snapshot["rectifies"], at=at)
    append_entry(action, new, content=snapshot, at=at)
    if was_issued:
        new = issue_certificate(new, issued_on=timezone.localdate(at), at=at, by=by)
    _tell_of_rectification(old, new, at=at)
    return new


def _write_successor(old, snapshot):
    holder = snapshot["holder"]
    new = Certificate.objects.create(
        kind=old.kind,
        candidate=old.candidate,
        version=old.version,
        block=old.block,
        awarded_on=old.awarded_on,
        awarded_at=old.awarded_at,
        disclosed_at=old.disclosed_at,
        snapshot=snapshot,
        replaces=old,
        search=f"{searchable(holder)} {fold(old.candidate.user.email)} {old.kind}",
        holder_name=sort_name(holder),
        organisation=holder["organisation"],
    )
    AcquiredCompetence.objects.bulk_create(
        AcquiredCompetence(certificate=new, competence_id=acquired.competence_id, proof=acquired.proof)
        for acquired in old.acquired.all()
    )
    return new


def _tell_of_rectification(old, new, *, at):
    if new.disclosed_at is None:
        return
    said = (
        f"Le certificat n° {old.number} comportait une erreur : il est remplacé par le n° {new.number}. "
        "Seul le nouveau fait foi ; l’ancien reste au registre, avec la mention de son remplacement."
        if old.number
        else "Une erreur a été corrigée dans un certificat qui vous est attribué, avant sa délivrance."
    )
    notify(
        new.candidate.user,
        key=f"certificate:{new.pk}:rectified",
        subject="Un certificat vous concernant est rectifié",
        body=said,
        path=reverse("certificates:mine"),
        at=at,
    )


@transaction.atomic
def issue_duplicate(certificate, *, reason, by, at):
    """One more copy of the sheet of a certificate in force, marked and counted. Returns its document."""
    certificate = lock_certificate(certificate)
    if not certificate.is_issued:
        raise RectificationRefused(
            "Un duplicata se délivre pour un certificat délivré et en vigueur : celui-ci est à l’état "
            f"« {certificate.get_state_display()} »."
        )
    requests = revocations_asked_on([certificate])[certificate.pk]
    check_duplicate(revocations_asked=[request.of(certificate) for request in requests])
    if not reason.strip():
        raise RectificationRefused("Dites pourquoi un duplicata est délivré.", field="reason")
    sheets = certificate.documents.filter(kind=DocumentKind.SHEET)
    copy = sheets.aggregate(last=Max("copy"))["last"] + 1
    document = Document.objects.create(certificate=certificate, copy=copy, asked_at=at)
    action = f"{certificate.kind}.duplicated"
    record(action, actor=by, target=certificate, about=[certificate.candidate], at=at, copy=copy)
    append_entry(action, certificate, content={"copy": copy, "reason": reason}, at=at)
    notify(
        certificate.candidate.user,
        key=f"certificate:{certificate.pk}:duplicate:{copy}",
        subject="Un duplicata vous est délivré",
        body=f"Le duplicata n° {copy} du certificat n° {certificate.number} vous est délivré.",
        path=reverse("certificates:mine"),
        at=at,
    )
    make_document.wake(document.pk)
    return document
