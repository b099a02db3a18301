"""The path by its services, once, from a draft to the CQP."""

import pytest

from candidates.states import DossierState
from jury.models import Stage
from jury.states import ExaminationState
from tests.acts import assign, cast_all, close_deliberation, close_reading, hold_interview, submitted_dossier
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db


def test_a_block_is_validated_on_reading_while_the_other_goes_to_the_interview():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    examination = assign(submitted_dossier(candidate))
    cast_all(examination, missing={"C1.2"})

    examination = close_reading(examination)

    assert examination.state == ExaminationState.TO_SUMMON
    assert [c.block.code for c in candidate.certificates.all()] == ["B2"]


def test_what_the_interview_proves_completes_the_block_and_the_cqp():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    examination = assign(submitted_dossier(candidate))
    cast_all(examination, missing={"C1.2"})
    examination = hold_interview(close_reading(examination))
    cast_all(examination, stage=Stage.INTERVIEW)

    close_deliberation(examination)

    assert sorted(c.kind for c in candidate.certificates.all()) == ["ccp", "ccp", "cqp"]
    assert candidate.dossiers.get().state == DossierState.DECIDED
