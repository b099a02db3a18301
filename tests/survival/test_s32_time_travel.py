"""S32: no block is lost by time alone."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from time_machine import travel

from certificates.models import Certificate
from certificates.services import issue_certificate
from certificates.services.batches import start_batch
from cqp.tasks import catch_up, reconcile
from tests.acts import issue_all, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def test_fifty_years_later_a_ccp_stands_counts_and_is_delivered():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    first, second = candidate.version.blocks.all()
    validated_on_reading(candidate, [first])
    issue_all(candidate)
    before = candidate.certificates.get()

    with travel("2076-11-22 12:00:00+01:00"):
        catch_up()
        reconcile()
        call_command("verify_register")
        validated_on_reading(candidate, [second])
        cqp = candidate.certificates.cqps().get()
        office, now = manager(), timezone.now()
        issued = issue_certificate(cqp, issued_on=timezone.localdate(), at=now, by=office)
        start_batch(candidate.certificates.all(), issued_on=timezone.localdate(), by=office, at=now)
        catch_up()

    after = Certificate.objects.get(pk=before.pk)
    assert (after.state, after.number, after.snapshot) == ("issued", before.number, before.snapshot)
    # the registration has lapsed by then, and this version says what becomes of that: no number, no level
    assert issued.issue["registration"] == "lapsed"
    assert before.number in [ccp["number"] for ccp in issued.issue["ccps"]]
