"""What every form asks of an address and of a line of text, whoever types it."""

import logging

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from accounts.forms import InviteJurorForm
from candidates.attendance_file import read_attendance_file
from candidates.attendance_lines import facts_of
from candidates.forms import CandidateForm
from candidates.forms_situation import title_field
from candidates.forms_tutoring import TutorForm
from jury.forms import SummonForm
from jury.forms_interview import SlotsForm
from rules.errors import NotEligible
from tests.candidates.attendance_lists import csv_of, xlsx_of
from ui.forms import HOUR_SKIPPED, AddressField, LineField, clean_line, refusals_shown_on

OUR_APPS = ["accounts", "audit", "candidates", "certificates", "cqp", "jury", "notifications", "referentials"]


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Le\u00a0Guen \n", "Le Guen"),
        ("Le\u200bGuen\ufffe\x01", "LeGuen"),
        ("\u202eneuG eL", "neuG eL"),
        ("E\u0301milie", "Émilie"),
        ("عربي 👩🏽‍💼 می‌خواهم", "عربي 👩🏽‍💼 می‌خواهم"),
    ],
)
def test_a_line_keeps_what_is_seen_and_nothing_that_hides(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    "typed", ["\u200b", "\u202e \u2060", "\ufffe", "\x01", "\u3164", "\u200d\u200d", "\u0301"]
)
def test_a_line_of_which_nothing_is_seen_is_not_written(typed):
    assert refusal_of(LineField(), typed) == ["Ce champ est obligatoire."]


def test_a_line_is_measured_as_it_is_kept():
    composed_apart = "\ufb2c" * 100  # three characters each, once composed as Unicode asks

    assert len(clean_line(composed_apart)) == 300
    assert "300" in refusal_of(LineField(max_length=200), composed_apart)[0]


def test_a_title_that_saves_itself_stays_on_one_line_with_the_space_just_typed():
    assert title_field().clean("Un titre\npuis \u202e") == "Un titre puis "


@pytest.mark.django_db
def test_a_name_that_nobody_sees_is_asked_for_again_in_each_form():
    names = {
        CandidateForm: ["first_names", "birth_name", "birth_place", "birth_area", "unit", "organisation"],
        InviteJurorForm: ["first_name", "last_name"],
        TutorForm: ["first_name", "last_name"],
    }
    for form, fields in names.items():
        errors = form(dict.fromkeys(fields, "\u200b")).errors
        assert [errors.get(name) for name in fields] == [["Ce champ est obligatoire."]] * len(fields)


@pytest.mark.parametrize(("make", "name"), [(csv_of, "liste.csv"), (xlsx_of, "liste.xlsx")])
def test_an_import_cleans_its_cells_as_the_forms_do(make, name):
    body = "\u202eInsti\u200btut\u00a0de  l’Ouest\u2060"
    row = ["a@caisse.example", "AFP", "17/03/2026", "18/03/2026", body, "", "oui"]

    (line,) = read_attendance_file(make([row]), name=name).lines

    assert facts_of(line)[0]["training_body"] == "Institut de l’Ouest"


# codes that are compared, and the name of one's own key, which is shown to oneself: the library's own fields
LEFT_OUT = (".admin", ".forms_second_factor")


def _forms_of(parent):
    for form in parent.__subclasses__():
        yield form
        yield from _forms_of(form)


def test_no_form_of_a_page_takes_a_line_or_an_address_uncleaned():
    assert get_resolver().url_patterns  # their views are imported, and every form with them
    asked_only = {"CodeForm.code", "PoolFilterForm.q", "FieldForm.client"}  # looked up, never shown again

    found = {
        f"{form.__name__}.{name}"
        for form in _forms_of(forms.BaseForm)
        if form.__module__.split(".")[0] in OUR_APPS and not form.__module__.endswith(LEFT_OUT)
        for name, field in form.base_fields.items()
        if type(field) in (forms.CharField, forms.EmailField)
        and type(field.widget) in (forms.TextInput, forms.EmailInput, forms.Textarea)
    }

    assert found == asked_only


@pytest.mark.parametrize(
    ("day", "hour", "exists"),
    [
        ("28/03/2027", "02:30", False),
        ("28/03/2027", "01:59", True),
        ("28/03/2027", "03:00", True),
        ("31/10/2027", "02:30", True),  # twice: the first is meant
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused_at_its_field(day, hour, exists):
    told = {"mode": "on_site", "place": "Salle 3"}
    summons = SummonForm(told | {"day": day, "hour": hour})
    slots = SlotsForm(told | {"day_1": "27/03/2027", "hour_1": "02:30", "day_2": day, "hour_2": hour})

    refusal = [] if exists else [HOUR_SKIPPED]
    assert [summons.errors.get("hour", []), slots.errors.get("hour_2", [])] == [refusal, refusal]
    assert summons.errors.keys() | slots.errors.keys() == (set() if exists else {"hour", "hour_2"})


class OneName(forms.Form):
    name = forms.CharField()


def test_a_rule_that_refuses_shows_at_its_place_and_leaves_a_line_with_its_name_only(caplog):
    caplog.set_level(logging.INFO, logger="ui.forms")
    form = OneName({"name": "Ana Kowalczyk"})

    with refusals_shown_on(form):
        raise NotEligible("Ana Kowalczyk n’a pas suivi ses modules.", field="name")

    assert form.errors == {"name": ["Ana Kowalczyk n’a pas suivi ses modules."]}
    assert [record.getMessage() for record in caplog.records] == ["Refused by a rule: NotEligible"]
