"""Whether the register is what it was: the chain, what it says of each certificate, the checkpoints kept
elsewhere, the files. Everything is read once, row after row, in constant memory."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.lookups import Exact

from certificates.models import Certificate, Document, DocumentKind, RegisterEntry, RegisterPayload
from certificates.register import ERASED, GENESIS, issued_content, link_hash, salted
from ui.storing import digest_of_stored

CHUNK = 2_000


@dataclass(frozen=True)
class Fault:
    """The first thing found wrong: `where` names it, `seq` is its entry in the register, if it is one."""

    where: str
    reason: str
    seq: int | None = None

    def __str__(self):
        return f"{self.where} : {self.reason}."


def first_fault(checkpoints=()):
    """The first fault of the chain, then of what the rows say beside it; None when all is whole.

    `checkpoints` are those whose signature was verified: without any, a tail cut off, an old copy restored
    and a chain computed again from its beginning look whole.
    """
    return _fault_of_chain(sorted(checkpoints, key=lambda one: one.size)) or _fault_of_certificates()


def _fault_of_chain(checkpoints):
    expected, prev_hash, waiting = 1, GENESIS, list(checkpoints)
    entries = RegisterEntry.objects.select_related("payload__erased_by__payload", "certificate")
    for entry in entries.order_by("seq").iterator(chunk_size=CHUNK):
        reason = _fault_of_entry(entry, expected, prev_hash)
        if reason is None:
            while waiting and waiting[0].size == entry.seq:
                if waiting.pop(0).head != entry.hash:
                    reason = "elle n’est pas celle du point de contrôle : la chaîne a été recalculée"
        if reason:
            return Fault(f"Entrée {entry.seq}", reason, entry.seq)
        expected, prev_hash = expected + 1, entry.hash
    if waiting and waiting[-1].size >= expected:
        known = waiting[-1].size
        return Fault(
            f"Entrée {expected}",
            f"elle manque, alors qu’un point de contrôle en compte {known} : la fin du registre a été "
            "coupée, ou une ancienne copie restaurée",
            expected,
        )
    return None


def _fault_of_entry(entry, expected, prev_hash):
    """Why this entry does not hold, in words, or None."""
    if entry.seq != expected:
        return f"l’entrée {expected} manque"
    if entry.prev_hash != prev_hash:
        return "elle ne suit pas la précédente"
    recomputed = link_hash(
        seq=entry.seq,
        kind=entry.kind,
        certificate_id=entry.certificate_id,
        created_at=entry.created_at,
        payload_sha256=entry.payload_sha256,
        prev_hash=prev_hash,
    )
    if entry.hash != recomputed:
        return "elle a changé"
    return _fault_of_payload(entry)


def _fault_of_payload(entry):
    payload = _payload_of(entry)
    if payload is None:
        return "son contenu a disparu"
    if payload.is_erased:
        return None if _is_lawful(payload, entry) else "son contenu a été effacé sans l’entrée qui le dit"
    if entry.payload_sha256 != salted(payload.content, entry.payload_salt):
        return "son contenu a changé"
    return _fault_of_certificate(entry, payload.content)


def _fault_of_certificate(entry, content):
    """Why the certificate's own row, which pages and documents are made from, is not what was entered."""
    certificate = entry.certificate
    kind, _, act = entry.kind.partition(".")
    if act in ("awarded", "rectified"):
        row = (certificate.kind, certificate.awarded_on.isoformat(), certificate.snapshot)
        if row != (kind, content["decided_on"], content):
            return "le certificat ne dit plus ce qui a été inscrit"
    if act == "issued":
        if content["number"] != certificate.number:
            return "le certificat ne porte plus le numéro inscrit"
        if content != issued_content(certificate):
            return "le certificat ne dit plus ce qui a été inscrit à sa délivrance"
    return None


def _payload_of(entry):
    try:
        return entry.payload
    except RegisterPayload.DoesNotExist:
        return None


def _is_lawful(payload, entry):
    """A later entry of the chain says that this content was erased."""
    told = payload.erased_by
    said = _payload_of(told)
    return (
        told.kind == ERASED
        and told.seq > entry.seq
        and said is not None
        and said.content is not None
        and said.content["entry"] == entry.seq
    )


def _fault_of_certificates():
    """A certificate that the register does not know, or knows in another state: the first, by its key."""

    def told(*acts):
        kinds = [f"{kind}.{act}" for kind in ("ccp", "cqp") for act in acts]
        return Exists(RegisterEntry.objects.filter(certificate=OuterRef("pk"), kind__in=kinds))

    rows = Certificate.objects.annotate(
        was_awarded=told("awarded", "rectified"),
        was_issued=told("issued"),
        was_replaced=told("replaced"),
        was_revoked=told("revoked"),
    )
    strays = rows.filter(
        Q(was_awarded=False)
        | Q(number__isnull=False, was_issued=False)
        | Q(number=None, was_issued=True)
        | (Q(state="replaced") & Q(was_replaced=False))
        | (~Q(state="replaced") & Q(was_replaced=True))
        | (Q(state="revoked") & Q(was_revoked=False))
        | (~Q(state="revoked") & Q(was_revoked=True))
    )
    stray = strays.order_by("pk").first()
    if stray is None:
        return None
    return Fault(f"Certificat {stray.number or stray.pk}", "son état n’est pas celui que dit le registre")


def first_fault_of_files():
    """The first document that lost its row, then the first whose file is gone, or is not the one made."""
    return _fault_of_documents() or _fault_of_stored()


def _fault_of_documents():
    """A delivery writes the rows of its two documents with its entry, and each duplicata its own."""
    mine = Document.objects.filter(certificate=OuterRef("pk"))
    duplicatas = _counted(mine.filter(copy__gt=0))
    told = RegisterEntry.objects.filter(certificate=OuterRef("pk"), kind__endswith=".duplicated")
    rows = Certificate.objects.delivered().filter(
        ~Exists(mine.filter(kind=DocumentKind.SHEET, copy=0))
        | ~Exists(mine.filter(kind=DocumentKind.ANNEX, copy=0))
        | ~Q(Exact(duplicatas, _counted(told)))
    )
    lacking = rows.order_by("pk").first()
    if lacking is None:
        return None
    return Fault(f"Certificat {lacking.number}", "un document qui en a été délivré n’a plus sa ligne")


def _counted(rows):
    """How many of them, as a subquery: 0 when there is none."""
    count = rows.order_by().values("certificate").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0)


def _fault_of_stored():
    """Of a document made twice, after its row was lost, the last entry counts."""
    entered = (
        RegisterPayload.objects.filter(
            entry__certificate=OuterRef("certificate"), entry__kind__endswith=".sealed"
        )
        .annotate(name=KT("content__document"))
        .filter(name=Concat(OuterRef("kind"), Value(":"), Cast(OuterRef("copy"), CharField())))
        .order_by("-entry")
    )
    documents = Document.objects.exclude(file="").select_related("certificate").order_by("pk")
    documents = documents.annotate(entered=Subquery(entered.values(sha256=KT("content__sha256"))[:1]))
    for document in documents.iterator(chunk_size=CHUNK):
        if document.file_sha256 != document.entered:
            return Fault(f"Document {document.file_name}", "son empreinte n’est pas celle qui est inscrite")
        try:
            digest = digest_of_stored(document.file)
        except FileNotFoundError:
            return Fault(f"Document {document.file_name}", "son fichier manque")
        if digest != document.file_sha256:
            return Fault(f"Document {document.file_name}", "son fichier n’est pas celui qui a été délivré")
    return None
