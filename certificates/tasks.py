"""Making the documents of an issued certificate: printed, sealed, stored."""

import hashlib
import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from certificates.documents import document_pdf
from certificates.models import Document
from certificates.register import append_entry, sealed_content
from notifications.services import notify
from ui.archival import MissingLetters
from ui.printing import can_print
from ui.storing import store

logger = logging.getLogger(__name__)


@shared_task
@transaction.atomic
def make_document(pk):
    """Make, seal and store one document, once: a second delivery finds the file, or the row locked by the
    first. What lacks a key or a letter stays to be made, and administrators are told."""
    from certificates.sealing import NoSealKey, seal, seal_key  # noqa: PLC0415 (no key in a web process)

    if not can_print():
        return
    document = (
        Document.objects.to_make()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("certificate")
        .filter(pk=pk)
        .first()
    )
    if document is None:
        return
    try:
        seal_key()
        content = document_pdf(document)
    except NoSealKey as lack:
        logger.error("Document %s stays to be sealed: %s", pk, lack)
        _alert("Aucune clé pour sceller", NO_KEY, key=f"seal:no-key:{timezone.localdate()}")
        return
    except MissingLetters as lack:
        logger.error("Document %s cannot be printed: %s", pk, lack)
        _alert(
            "Un certificat ne peut pas être imprimé", f"{NO_LETTER} ({lack})", key=f"document:{pk}:letters"
        )
        return
    document.unsealed_sha256 = hashlib.sha256(content).hexdigest()
    document.file, document.file_sha256 = store("certificates", seal(content))
    document.save(update_fields=["file", "file_sha256", "unsealed_sha256"])
    certificate = document.certificate
    append_entry(
        f"{certificate.kind}.sealed", certificate, content=sealed_content(document), at=timezone.now()
    )


NO_KEY = (
    "Des certificats délivrés attendent leur cachet électronique : ils restent « en préparation ». Donnez "
    "aux tâches une clé (SEAL_PKCS12 ou SEAL_PKCS11_MODULE) ; elles reprendront d’elles-mêmes."
)
NO_LETTER = (
    "Le document d’un certificat délivré contient des lettres que nos polices n’ont pas : il reste « en "
    "préparation ». Transmettez ces lettres à l’équipe technique"
)


def _alert(subject, body, *, key):
    """Each administrator, once for each key."""
    for administrator in User.objects.with_role(Role.ADMINISTRATOR):
        notify(administrator, key=key, subject=subject, body=body, at=timezone.now())
