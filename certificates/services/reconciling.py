"""What a base broken by hand lacks, found and made: nothing on a clean one."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from candidates.models import Candidate
from certificates.models import Certificate, Document, DocumentKind, Revocation
from certificates.services.awarding import award_cqp_outside_a_jury
from certificates.tasks import make_document
from referentials.models import Block, BlockEquivalence


def award_due_cqps(*, at):
    """Award the CQPs that are due and absent (A5): [CQP]. One query finds none of them on a clean base."""
    return [cqp for pk in list(_due()) if (cqp := _award(pk, at=at))]


def _due():
    """The candidates all of whose blocks count and who have no CQP; but not those whose CQP was itself
    revoked: that was decided."""
    own = Certificate.objects.filter(candidate=OuterRef("pk"))
    mine = Certificate.objects.ccps().standing().filter(candidate=OuterRef(OuterRef("pk")))
    older = BlockEquivalence.objects.filter(new_block=OuterRef("pk"))
    counted = (
        Certificate.objects.ccps()
        .standing()
        .filter(candidate=OuterRef(OuterRef(OuterRef("pk"))), block=OuterRef("old_block"))
    )
    lacking = (
        Block.objects.filter(version=OuterRef("version"))
        .exclude(Exists(mine.filter(block=OuterRef("pk"))))
        .exclude(Exists(older.filter(Exists(counted))))
    )
    decided = Revocation.objects.filter(
        certificate__candidate=OuterRef("pk"), certificate__kind="cqp", state="confirmed"
    )
    return (
        Candidate.objects.filter(Exists(own.ccps().standing()))
        .exclude(Exists(own.cqps().standing()))
        .exclude(Exists(decided))
        .exclude(Exists(lacking))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def _award(pk, *, at):
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=pk)
    latest = candidate.certificates.ccps().standing().order_by("-awarded_at", "-pk").first()
    return award_cqp_outside_a_jury(candidate, basis=latest.snapshot["basis"], at=at, by=None)


@transaction.atomic
def make_absent_documents(*, at):
    """The documents of delivered certificates that have not even their row: [Document]."""
    documents = [
        Document.objects.create(certificate=certificate, kind=kind, asked_at=at)
        for kind in DocumentKind.values
        for certificate in _without(kind)
    ]
    for document in documents:
        make_document.wake(document.pk)
    return documents


def _without(kind):
    original = Document.objects.filter(certificate=OuterRef("pk"), kind=kind, copy=0)
    rows = Certificate.objects.delivered().exclude(Exists(original)).order_by("pk")
    return list(rows.select_for_update(of=("self",)))
