"""S23: a PDF made again is the PDF that was given, whatever changed since."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from certificates.documents import document_pdf
from certificates.models import Document
from certificates.services import issue_certificate
from cqp.tasks import catch_up
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version
from ui import printing

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


def test_sheet_and_annex_of_ccp_and_cqp_come_out_the_same_after_a_change_of_name_and_of_signatory(settings):
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    validated_on_reading(candidate)
    cqp = candidate.certificates.cqps().get()
    issue_certificate(cqp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    catch_up()
    given = {one.pk: default_storage.open(one.file).read() for one in Document.objects.all()}

    candidate.birth_name, candidate.first_names = "Autre", "Nom"
    candidate.save()
    settings.SIGNATORY_NAME, settings.ISSUE_PLACE = "Quelqu’un d’autre", "Ailleurs"
    printing._engine.cache_clear()  # as in another process

    for document in Document.objects.select_related("certificate"):
        again = hashlib.sha256(document_pdf(document)).hexdigest()
        assert again == document.unsealed_sha256, document.file_name
        assert default_storage.open(document.file).read() == given[document.pk]
    assert len(given) == 4
