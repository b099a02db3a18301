"""Ties are kept whoever writes the row, and PostgreSQL reads them as the rules do (D7)."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, folded_name
from candidates.models import Candidate, Tie, Tied
from candidates.services import passport
from candidates.services.passport import DeclarationRefused
from candidates.services.registration import (
    correct_candidate,
    invite_candidate,
    record_attendance,
    register_candidate,
)
from candidates.services.tutoring import accept_tutoring, end_tutoring, invite_tutor
from rules.composition import tie_between
from rules.errors import ConflictRefused
from rules.folding import fold
from tests.acts import write_dossier
from tests.candidates.declaring import declare, modules_of
from tests.factories import (
    CandidateFactory,
    UserFactory,
    eligible_candidate,
    juror,
    manager,
    published_version,
)

pytestmark = pytest.mark.django_db


def kinds(candidate, person):
    rows = Tied.objects.filter(candidate=candidate, user=person)
    return set(rows.values_list("kind", flat=True))


def in_words(candidate, person):
    return tie_between(person.as_juror(), Candidate.objects.get(pk=candidate.pk).ties())


def test_a_line_manager_replaced_since_stays_tied_to_the_candidate_even_by_raw_sql():
    candidate, former, current = eligible_candidate(), juror(), juror()

    with connection.cursor() as cursor:
        for person in (former, current):
            cursor.execute(
                "UPDATE candidates_candidate SET line_manager_email = %s WHERE id = %s",
                [f" {person.email.upper()}", candidate.pk],
            )

    assert kinds(candidate, former) == kinds(candidate, current) == {"line_manager"}
    assert in_words(candidate, former).startswith("responsable hiérarchique")
    assert kinds(candidate, juror()) == set()


def test_a_trainer_replaced_and_a_tutor_gone_stay_tied():
    candidate, trainer, by = eligible_candidate(), juror(), juror()
    attendance = candidate.attendances.first()
    for email in (trainer.email, "autre@ecole.example"):
        attendance.trainer_email = email
        attendance.save()
    draft, now = write_dossier(candidate), timezone.now()
    tutoring = invite_tutor(draft, email=by.email, first_name="Ada", last_name="L", by=candidate.user, at=now)
    accept_tutoring(tutoring, by=by, at=now)
    end_tutoring(tutoring, by=candidate.user, at=now)

    assert (kinds(candidate, trainer), kinds(candidate, by)) == ({"trainer"}, {"tutor"})
    assert in_words(candidate, trainer) == "a formé la personne candidate"


def test_who_invited_the_candidate_may_not_judge_them_and_still_handles_their_procedure():
    office = manager()
    candidate = eligible_candidate(registered_by=office)
    other = manager()
    invite_candidate(candidate, by=other, at=timezone.now())

    assert kinds(candidate, office) == kinds(candidate, other) == {"registered"}
    assert candidate in Candidate.objects.visible_to(office)


def test_a_tie_follows_a_person_whose_address_changes():
    boss = juror()
    candidate = eligible_candidate(line_manager_email=boss.email)

    boss.email = "autre.nom@organisme.example"
    boss.save()

    assert kinds(candidate, boss) == {"line_manager"}
    assert Tie.objects.filter(candidate=candidate, kind="line_manager").count() == 2


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_tie_is_neither_changed_nor_forgotten(act):
    candidate = eligible_candidate(line_manager_email="chef@caisse.example")
    sql = {
        "update": "UPDATE candidates_tie SET email = 'x@y.example' WHERE candidate_id = %s",
        "delete": "DELETE FROM candidates_tie WHERE candidate_id = %s",
    }[act]

    with (
        pytest.raises((IntegrityError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [candidate.pk])


def the_twin(here, name):
    """This name's organisation; of one that folds alike, the twin kept from before they were unique."""
    if name == here.name:
        return here
    mark = f"#{here.pk}" if folded_name(name) == here.folded else ""
    return Organisation.objects.create(name=name, folded=folded_name(name) + mark)


@pytest.mark.parametrize(
    ("organisation", "unit", "is_tied"),
    [
        ("CPAM DU RHONE", "accueil - vénissieux", True),
        ("Cpam  du Rhône", "Accueil Venissieux", True),
        ("Cpam du Rhône", "Contrôle", False),
        ("Cpam de l’Ain", "Accueil Vénissieux", False),
        ("Cpam du Rhône", "", False),
    ],
)
def test_one_unit_typed_in_two_ways_is_one_unit(organisation, unit, is_tied):
    here = Organisation.objects.create(name="Cpam du Rhône")
    there = the_twin(here, organisation)
    candidate = eligible_candidate(user=UserFactory(organisation=here, unit="Accueil Vénissieux"))
    colleague = juror(organisation=there, unit=unit)

    assert (kinds(candidate, colleague) == {"same_unit"}) is is_tied
    assert (in_words(candidate, colleague) is not None) is is_tied


def test_people_without_an_organisation_share_no_unit():
    candidate = eligible_candidate(user=UserFactory(organisation=None, unit="Direction"))
    independent = juror(organisation=None, unit="Direction")

    assert kinds(candidate, independent) == set()
    assert in_words(candidate, independent) is None


FRENCH = st.text(alphabet="aàâäbcçCÇdeéèêëÉÈfgiîïjklmnñoôöœŒpqrstuùûüvwxyÿz -’'./0123456789łŁıß", max_size=25)


@given(words=FRENCH)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_postgresql_folds_names_as_the_rules_do(words, db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT candidates_folded(%s)", [words])
        assert cursor.fetchone()[0] == fold(words)


def test_what_a_correction_replaces_stays_a_tie():
    candidate, former = eligible_candidate(), juror()
    Candidate.objects.filter(pk=candidate.pk).update(line_manager_email=former.email)
    identity = {"line_manager_email": "nouvelle@caisse.example", "birth_name": "Œuvrard"}
    identity |= {"first_names": "Maëlys", "used_name": ""}

    correct_candidate(
        candidate,
        identity=identity,
        organisation="Caisse",
        unit="U",
        function="F",
        by=manager(),
        at=timezone.now(),
    )

    assert kinds(candidate, former) == {"line_manager"}


def test_a_trainer_that_a_candidate_names_is_tied_once_the_office_confirmed_it():
    candidate, named, office = CandidateFactory(version=published_version()), juror(), manager()
    first, second = modules_of(candidate)
    declared = declare(candidate, first, trainer_email=named.email)
    refused = declare(candidate, second, trainer_email=named.email)
    assert kinds(candidate, named) == set()

    now = timezone.now()
    passport.refuse_declaration(refused, reason="Autre date.", seen=refused.declared_at, by=office, at=now)
    assert kinds(candidate, named) == set()

    passport.confirm_attendance(declared, seen=declared.declared_at, by=office, at=now)
    assert kinds(candidate, named) == {"trainer"}


def test_a_manager_named_as_the_trainer_leaves_the_declaration_to_another():
    candidate, office = CandidateFactory(version=published_version()), manager()
    declared = declare(candidate, modules_of(candidate)[0], trainer_email=office.email.upper())

    for act, more in ((passport.confirm_attendance, {}), (passport.refuse_declaration, {"reason": "Non."})):
        with pytest.raises(DeclarationRefused, match="un autre gestionnaire"):
            act(declared, seen=declared.declared_at, by=office, at=timezone.now(), **more)

    assert candidate in Candidate.objects.visible_to(office)


KEPT = "route", "sex", "birth_name", "used_name", "first_names", "birth_date", "birth_place", "birth_area"


def identity(candidate, **fields):
    return {name: getattr(candidate, name) for name in KEPT} | fields


@pytest.mark.parametrize("tie", ["line_manager_email", "companion_email", "unit"])
def test_nobody_registers_or_corrects_somebody_in_a_way_that_ties_them(tie):
    here = Organisation.objects.create(name="Cpam du Rhône")
    office = manager(organisation=here, unit="Direction")
    told = {} if tie == "unit" else {tie: office.email}
    place = {"organisation": here.name, "unit": "direction" if tie == "unit" else "Accueil", "function": ""}
    candidate = eligible_candidate(user=UserFactory(organisation=here, unit="Accueil"))

    with pytest.raises(ConflictRefused, match="un autre gestionnaire") as refusal, transaction.atomic():
        register_candidate(
            version=published_version(), email="nouvelle@caisse.example", by=office, at=timezone.now(),
            identity=identity(candidate, **told), **place,
        )  # fmt: skip
    assert refusal.value.field == tie
    with pytest.raises(ConflictRefused), transaction.atomic():
        correct_candidate(
            candidate, identity=identity(candidate, **told), by=office, at=timezone.now(), **place
        )

    assert Candidate.objects.count() == 1
    assert candidate in Candidate.objects.visible_to(office)


def test_nobody_records_a_module_that_they_gave_themselves():
    candidate, office = CandidateFactory(version=published_version()), manager()
    today = timezone.localdate()

    with pytest.raises(ConflictRefused, match="a formé"), transaction.atomic():
        record_attendance(
            candidate, modules_of(candidate)[0], started_on=today, ended_on=today, is_followed=True,
            training_body="", trainer_email=office.email, by=office, at=timezone.now(),
        )  # fmt: skip

    assert not candidate.attendances.exists()
