"""Issue (D11): the document of a certificate that was awarded and told."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from audit.services import record
from candidates.models import Candidate
from certificates.mentions import missing_of, registered_on, registration_of
from certificates.models import Certificate, Document, DocumentKind
from certificates.numbering import new_code, next_number
from certificates.register import append_entry, issued_content
from certificates.selectors import revocations_asked_on, standing_after
from certificates.states import CertificateState, check_transition
from certificates.tasks import make_document
from notifications.services import notify
from rules.errors import IssueRefused
from rules.issuing import check_issue, check_registration
from ui.search import fold


def lock_certificate(certificate):
    """The candidate's row, then the certificate's, read again: the order of the house."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=certificate.candidate_id)
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("candidate__user", "version__certification", "block", "replaces")
        .get(pk=certificate.pk)
    )


@transaction.atomic
def issue_certificate(certificate, *, issued_on, at, by):
    """Deliver the document: number, verification code, date, place, signatory; the PDF follows in a task.

    Issuing twice gives the first issue back: one number, one document, one message. A CQP is issued after its
    CCPs, whose numbers it cites: those that are still waiting are issued with it.
    """
    certificate = lock_certificate(certificate)
    if certificate.is_issued:
        return certificate
    _check_may_be_issued(certificate, issued_on=issued_on)
    certificate.issue = {
        "place": settings.ISSUE_PLACE,
        "signatory_title": settings.SIGNATORY_TITLE,
        "signatory_name": settings.SIGNATORY_NAME,
        "registration": check_registration(
            registration_of(certificate), on=registered_on(certificate, issued_on)
        ).value,
    }
    if not certificate.is_ccp:
        certificate.issue["ccps"] = _numbers_of_ccps(certificate, issued_on=issued_on, at=at, by=by)
    certificate.move_to(CertificateState.ISSUED)
    certificate.number = next_number(certificate, year=issued_on.year)
    certificate.code = new_code()
    certificate.issued_on, certificate.issued_at = issued_on, at
    certificate.search = f"{certificate.search} {fold(certificate.number)}"
    certificate.save()
    _tell_of_issue(certificate, at=at, by=by)
    for kind in DocumentKind.values:
        make_document.wake(Document.objects.create(certificate=certificate, kind=kind, asked_at=at).pk)
    return certificate


def _check_may_be_issued(certificate, *, issued_on):
    check_transition(certificate.state, CertificateState.ISSUED)
    if certificate.disclosed_at is None:
        raise IssueRefused(
            "Les résultats de sa session ne sont pas publiés : ce certificat se délivre après la publication."
        )
    check_issue(
        illustrative=certificate.snapshot["certification"]["is_illustrative"],
        specimens_allowed=settings.DEMO,
        awarded_on=certificate.awarded_on,
        on=issued_on,
        missing=missing_of(certificate, on=issued_on),
        revocations_asked=[
            request.of(certificate) for request in revocations_asked_on([certificate])[certificate.pk]
        ],
    )


def _tell_of_issue(certificate, *, at, by):
    action = f"{certificate.kind}.issued"
    record(
        action, actor=by, target=certificate, about=[certificate.candidate], at=at, number=certificate.number
    )
    append_entry(action, certificate, content=issued_content(certificate), at=at)
    notify(
        certificate.candidate.user,
        key=f"certificate:{certificate.pk}:issued",
        subject="Un certificat vous est délivré",
        body=f"Le certificat n° {certificate.number} vous est délivré. Vous pouvez le télécharger et "
        f"le faire vérifier.",
        path=reverse("certificates:mine"),
        at=at,
    )


def _numbers_of_ccps(cqp, *, issued_on, at, by):
    """The CCPs it was awarded from, each as it stands today: one may have been rectified since."""
    standing = standing_after(cqp.candidate)
    cited = []
    for entry in cqp.snapshot["ccps"]:
        ccp = issue_certificate(standing[entry["id"]], issued_on=issued_on, at=at, by=by)
        cited.append({"position": entry["position"], "title": entry["title"], "number": ccp.number})
    return cited
