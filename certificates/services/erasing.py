"""What the law has erased from the register: the content of an entry goes, the chain stays, and says so."""

from django.db import transaction

from audit.services import record
from certificates.models import RegisterPayload
from certificates.register import ERASED, append_entry
from certificates.services.issuing import lock_certificate
from rules.errors import DomainError


class ErasureRefused(DomainError):
    """Nothing to erase, or nothing that may be."""


@transaction.atomic
def erase_payload(entry, *, reason, by, at):
    """Erase the content of an entry, with an entry that says which one and why. Returns that one."""
    certificate = lock_certificate(entry.certificate)
    payload = RegisterPayload.objects.select_for_update(of=("self",)).get(entry=entry)
    if payload.is_erased:
        raise ErasureRefused(f"Le contenu de l’entrée {entry.seq} est déjà effacé.")
    if entry.kind == ERASED:
        raise ErasureRefused("L’entrée qui dit un effacement ne s’efface pas.")
    if not reason.strip():
        raise ErasureRefused("Dites quelle obligation impose cet effacement.")
    told = append_entry(ERASED, certificate, content={"entry": entry.seq, "reason": reason}, at=at)
    payload.content, payload.erased_by = None, told
    payload.save(update_fields=["content", "erased_by"])
    record(
        "payload.erased",
        actor=by,
        target=entry,
        about=[certificate, certificate.candidate],
        at=at,
        entry=entry.seq,
    )
    return told
