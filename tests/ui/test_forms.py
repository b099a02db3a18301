"""What every form asks of an address and of a line of text, whoever types it."""

import pytest
from django.core.exceptions import ValidationError

from candidates.attendance_lines import facts_of
from ui.forms import AddressField


def refusal_of(field, text):
    with pytest.raises(ValidationError) as refusal:
        field.clean(text)
    return refusal.value.messages


@pytest.mark.parametrize(
    "typed", ["a@localhost", "a@LOCALHOST", "a@caisse", "a@", "@caisse.example", "a b@c.fr"]
)
def test_an_address_that_no_letter_reaches_is_refused(typed):
    assert len(refusal_of(AddressField(), typed)) == 1


def test_an_address_is_kept_in_lower_case():
    assert AddressField().clean(" Gaelle.Le-Guen@Caisse.Example ") == "gaelle.le-guen@caisse.example"


def test_an_address_is_measured_as_it_is_kept():
    grows = "a@" + ".".join(["İ" * 50] * 4) + ".example"
    assert len(grows) < 254 < len(grows.lower())

    assert any("254" in sentence for sentence in refusal_of(AddressField(), grows))


@pytest.mark.parametrize("typed", ["a@localhost", "a@" + ".".join(["İ" * 50] * 4) + ".example"])
def test_an_import_refuses_the_same_addresses(typed):
    line = {"line": 2, "formulas": [], "is_too_long": False, "trainer_email": typed}

    facts, sentences = facts_of(line)

    assert facts["trainer_email"] is None
    assert any("formateur" in sentence for sentence in sentences)
