"""S12: a UNIQUE that NULL would beat."""

import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

# what may be null in a unique constraint, and why two nulls do no harm
HARMLESS = {
    # the condition says kind = ccp, and `ccp_has_a_block_and_cqp_none` gives every CCP a block
    "one_ccp_per_candidate_and_block": {"block"},
}


def nullable_fields(model, constraint):
    return {name for name in constraint.fields if model._meta.get_field(name).null}


def test_every_unique_constraint_with_a_nullable_field_is_listed_with_its_reason():
    found = {
        constraint.name: nullable_fields(model, constraint)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.nulls_distinct is not False
        if nullable_fields(model, constraint)
    }

    assert found == HARMLESS


@pytest.mark.django_db
def test_no_ccp_is_without_its_block():
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    from certificates.models import Certificate
    from tests.factories import eligible_candidate

    candidate = eligible_candidate()
    for kind in ("ccp", "ccp"):
        with pytest.raises(IntegrityError, match="ccp_has_a_block_and_cqp_none"), transaction.atomic():
            Certificate.objects.create(
                kind=kind,
                candidate=candidate,
                version=candidate.version,
                awarded_on=timezone.localdate(),
                awarded_at=timezone.now(),
                snapshot={},
                search="",
            )
