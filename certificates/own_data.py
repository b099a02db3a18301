"""What the register holds about a person, once they know of it."""

from django.db.models import Prefetch

from accounts.portability import Kind, OwnFile, hold, leave_out
from certificates.models import Certificate, Document, Export, SavedSearch


def _certificates(user):
    documents = Prefetch("documents", Document.objects.select_related("certificate"))
    return Certificate.objects.held_by(user).prefetch_related(documents).order_by("pk")


def _certificate(certificate):
    return {
        "kind": certificate.kind,
        "state": certificate.state,
        "number": certificate.number,
        "code": certificate.code,
        "awarded_on": certificate.awarded_on,
        "issued_on": certificate.issued_on,
        "ended_at": certificate.ended_at,
        "snapshot": certificate.snapshot,
    }


def _documents(certificate):
    for document in certificate.documents.all():
        if document.is_made:
            yield OwnFile("certificats", document.file_name, document.file, document.file_sha256)


def _searches(user):
    """The words of a search may name somebody: for whoever may still open the register."""
    rows = SavedSearch.objects.filter(owner=user).order_by("pk")
    return rows if user.is_manager else rows.none()


hold(
    Kind(
        "certificats",
        "Vos certificats",
        "Ce que vous avez obtenu, l’identité qui y est imprimée, et les documents délivrés.",
        [],
        rows=_certificates,
        say=_certificate,
        files=_documents,
    ),
    Kind(
        "recherches",
        "Vos recherches gardées",
        "Les recherches dans le registre que vous gardez sous un nom.",
        ["certificates.SavedSearch.owner"],
        rows=_searches,
        say=lambda kept: {"name": kept.name, "query": kept.query, "saved_at": kept.saved_at},
    ),
    Kind(
        "exports-du-registre",
        "Vos exports du registre",
        "Quand vous avez copié des lignes du registre ; jamais ces lignes, qui concernent autrui.",
        ["certificates.Export.asked_by"],
        rows=lambda user: Export.objects.filter(asked_by=user).order_by("pk"),
        say=lambda export: {"format": export.format, "asked_at": export.asked_at, "rows": export.total},
    ),
)
OFFICE_ACT = "an act of the office on somebody else's certificate: its author finds it in « actes »"
leave_out(
    {
        "certificates.IssueBatch.asked_by": OFFICE_ACT,
        "certificates.Revocation.asked_by": OFFICE_ACT,
        "certificates.Revocation.decided_by": OFFICE_ACT,
        "referentials.BlockEquivalence.recorded_by": OFFICE_ACT,
    }
)
