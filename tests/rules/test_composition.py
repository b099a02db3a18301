"""D7, D9: who may judge whom, and who must be there to decide."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.composition import (
    CandidateTies,
    Juror,
    JuryParameters,
    check_composition,
    check_deliberating_panel,
    check_jury_shape,
    check_quorum,
    is_external,
    tie_between,
)
from rules.errors import JuryRefused, QuorumMissing

OWN, TRAINER, ELSEWHERE = 1, 2, 3
CANDIDATE = CandidateTies(
    email="maelys@caf.example",
    organisation=OWN,
    unit="Accueil",
    people={
        "chef@caf.example": "responsable hiérarchique",
        "formatrice@ecole.example": "a formé la personne",
    },
    training_bodies=frozenset({TRAINER}),
)
EMAILS = ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]

emails = st.sets(st.sampled_from(EMAILS))
spellings = st.sampled_from([str.lower, str.upper, str.title, lambda email: f"  {email}\t"])


def juror(rank, organisation=ELSEWHERE, **changes):
    return Juror(
        **{"email": f"j{rank}@x.example", "name": f"J{rank}", "organisation": organisation} | changes
    )


def jury(*organisations):
    return [juror(rank, organisation) for rank, organisation in enumerate(organisations)]


def refusals(jurors, *, chair="j0@x.example", candidate=CANDIDATE, **limits):
    try:
        check_composition(jurors, chair=chair, candidate=candidate, parameters=JuryParameters(**limits))
    except JuryRefused as refusal:
        return refusal.sentences
    return ()


@given(
    size=st.integers(1, 12),
    inside=st.integers(0, 12),
    share=st.sampled_from([0, 250, 333, 334, 500, 667, 668, 750, 1000]),
)
@example(size=2, inside=1, share=500)
@example(size=3, inside=2, share=333)
@example(size=3, inside=2, share=500)
@example(size=3, inside=1, share=667)
@example(size=3, inside=2, share=334)
@example(size=4, inside=1, share=750)
@example(size=12, inside=0, share=1000)
def test_the_external_share_is_enough_at_its_very_limit(size, inside, share):
    inside = min(inside, size)
    jurors = jury(*[OWN] * inside, *[ELSEWHERE] * (size - inside))

    found = refusals(jurors, min_members=1, min_external_share=share / 1000)

    assert (found == ()) == (Fraction(size - inside, size) >= Fraction(2 * share - 1, 2000))


@pytest.mark.parametrize(
    ("organisation", "found"), [(OWN, False), (TRAINER, False), (ELSEWHERE, True), (None, True)]
)
def test_external_means_neither_the_candidates_organisation_nor_a_training_body(organisation, found):
    assert is_external(juror(0, organisation), CANDIDATE) == found


def test_half_external_is_enough_and_one_of_three_is_not():
    assert refusals(jury(OWN, ELSEWHERE)) == ()
    assert refusals(jury(OWN, TRAINER, ELSEWHERE)) == (
        "1 membre extérieur sur 3 : au moins 50 % doivent être extérieurs à l’organisme de la personne "
        "candidate et à l’organisme de formation.",
    )


@given(count=st.integers(0, 6), least=st.integers(1, 6))
def test_a_jury_has_its_least_number_of_members_or_more(count, least):
    found = refusals(jury(*[ELSEWHERE] * count), min_members=least)

    assert any("il en faut au moins" in sentence for sentence in found) == (count not in range(least, 7))


@given(spell=spellings, chair=st.integers(0, 4))
def test_the_chair_is_one_of_the_members_however_the_address_is_typed(spell, chair):
    found = refusals(jury(ELSEWHERE, ELSEWHERE, ELSEWHERE), chair=spell(f"j{chair}@x.example"))

    assert found == (() if chair < 3 else ("La présidence du jury doit être confiée à l’un de ses membres.",))


@given(count=st.integers(0, 4), chair=st.sampled_from(["j0@x.example", "j3@x.example", "", " "]))
def test_the_shape_of_a_jury_is_refused_alike_before_and_after_a_candidate_is_known(count, chair):
    jurors = jury(*[ELSEWHERE] * count)

    try:
        check_jury_shape(jurors, chair=chair, parameters=JuryParameters())
        before = ()
    except JuryRefused as refusal:
        before = refusal.sentences

    assert before == refusals(jurors, chair=chair)


def test_a_jury_that_is_not_one_is_refused_with_both_reasons():
    with pytest.raises(JuryRefused) as refusal:
        check_jury_shape(jury(ELSEWHERE), chair="autre@x.example", parameters=JuryParameters())

    assert refusal.value.sentences == (
        "Ce jury a 1 membre ; il en faut au moins 2, dont la présidence.",
        "La présidence du jury doit être confiée à l’un de ses membres.",
    )


@given(
    tied=st.sampled_from(
        [
            ("maelys@caf.example", "c’est la personne candidate"),
            ("chef@caf.example", "responsable hiérarchique"),
            ("formatrice@ecole.example", "a formé la personne"),
        ]
    ),
    spell=spellings,
    organisation=st.sampled_from([OWN, TRAINER, ELSEWHERE, None]),
)
def test_a_tie_is_seen_whatever_the_case_of_the_address(tied, spell, organisation):
    email, tie = tied

    assert tie_between(juror(0, organisation, email=spell(email)), CANDIDATE) == tie


@given(spell=spellings)
def test_a_tie_written_in_capitals_in_the_course_is_seen_as_well(spell):
    candidate = CandidateTies(
        email="maelys@caf.example", organisation=OWN, people={spell("c@x.example"): "a formé"}
    )

    assert tie_between(juror(0, email="c@x.example"), candidate) == "a formé"


@pytest.mark.parametrize(
    ("organisation", "unit", "tie"),
    [
        (OWN, "Accueil", "même service que la personne candidate"),
        (OWN, " ACCUEIL ", "même service que la personne candidate"),
        (OWN, "Comptabilité", None),
        (ELSEWHERE, "Accueil", None),
        (None, "Accueil", None),
    ],
)
def test_the_same_unit_is_a_tie_inside_the_same_organisation_only(organisation, unit, tie):
    assert tie_between(juror(0, organisation, unit=unit), CANDIDATE) == tie


def test_units_that_are_not_known_are_not_the_same_unit():
    candidate = CandidateTies(email="maelys@caf.example", organisation=OWN, unit="")

    assert tie_between(juror(0, OWN, unit=""), candidate) is None


def test_addresses_that_are_not_known_are_not_the_same_person():
    candidate = CandidateTies(email="", organisation=OWN, people={"": "responsable hiérarchique"})

    assert tie_between(juror(0, email=""), candidate) is None


@given(place=st.integers(0, 2), email=st.sampled_from(["maelys@caf.example", "CHEF@caf.example"]))
def test_one_tied_member_is_enough_to_refuse_the_jury(place, email):
    jurors = jury(ELSEWHERE, ELSEWHERE, ELSEWHERE)
    assert refusals(jurors, chair=jurors[place].email) == ()

    jurors[place] = juror(place, email=email)

    tie = {"maelys@caf.example": "c’est la personne candidate"}.get(email, "responsable hiérarchique")
    assert refusals(jurors, chair=email) == (f"J{place} ne peut pas siéger : {tie}.",)


def test_every_reason_is_given_at_once():
    assert refusals([juror(0, OWN, email="chef@caf.example")], chair="autre@x.example") == (
        "Ce jury a 1 membre ; il en faut au moins 2, dont la présidence.",
        "La présidence du jury doit être confiée à l’un de ses membres.",
        "J0 ne peut pas siéger : responsable hiérarchique.",
        "0 membre extérieur sur 1 : au moins 50 % doivent être extérieurs à l’organisme de la personne "
        "candidate et à l’organisme de formation.",
    )


def quorum_refusals(present, readers, chair, quorum=2):
    try:
        check_quorum(
            present=present,
            readers=readers,
            chair=chair,
            parameters=JuryParameters(quorum=quorum),
            names={email: email[0].upper() for email in EMAILS},
        )
    except QuorumMissing as refusal:
        return refusal.sentences
    return ()


@given(present=emails, readers=emails, chair=st.sampled_from(EMAILS), quorum=st.integers(2, 4))
@example(present={*EMAILS[:2]}, readers={*EMAILS}, chair=EMAILS[0], quorum=2)
@example(present={*EMAILS[1:]}, readers={*EMAILS}, chair=EMAILS[0], quorum=2)
@example(present={*EMAILS[:2]}, readers={*EMAILS}, chair=EMAILS[0], quorum=3)
@example(present={*EMAILS}, readers={*EMAILS[:3]}, chair=EMAILS[0], quorum=2)
def test_an_interview_is_held_by_a_quorum_of_readers_with_the_chair_and_by_nobody_else(
    present, readers, chair, quorum
):
    is_same_jury = all(email in readers for email in present)
    is_enough = chair in present and sum(email in readers for email in present) >= quorum

    assert (quorum_refusals(present, readers, chair, quorum) == ()) == (is_same_jury and is_enough)


@given(absent=st.sampled_from(EMAILS[1:]))
def test_a_quorum_does_without_a_member_who_read_and_could_not_come(absent):
    assert quorum_refusals(set(EMAILS) - {absent}, set(EMAILS), EMAILS[0], quorum=3) == ()


def test_a_refused_quorum_names_the_strangers_the_chair_and_the_number():
    assert quorum_refusals({"d@x.example", "c@x.example"}, {"a@x.example", "b@x.example"}, "a@x.example") == (
        "C et D : seuls les membres qui ont lu le dossier siègent à l’entretien (même jury).",
        "La présidence du jury doit être présente.",
        "0 membre présent : le quorum est de 2. Si un membre n’est empêché que ce jour-là, "
        "reportez l’entretien. Si le quorum n’est plus possible, demandez aux gestionnaires de dissoudre ce "
        "jury : un nouveau jury reprendra à la lecture.",
    )


@given(
    asked=st.sets(st.sampled_from(["employer", "employee"])),
    sitting=st.lists(st.sampled_from(["employer", "employee", "other", ""]), min_size=2, max_size=5),
)
def test_each_college_asked_for_has_a_member_and_no_other_college_counts(asked, sitting):
    jurors = [juror(rank, college=college) for rank, college in enumerate(sitting)]

    found = refusals(jurors, colleges=tuple(sorted(asked)))

    assert len(found) == len(asked - set(sitting))


@given(sitting=st.sets(st.sampled_from(EMAILS), min_size=1), readers=emails, chair=st.sampled_from(EMAILS))
def test_after_the_reading_the_chair_and_a_quorum_of_readers_decide_and_nobody_less(sitting, readers, chair):
    people = [juror(0, email=email) for email in sorted(sitting)]
    enough = chair in sitting and len(sitting & readers) >= 2

    try:
        check_deliberating_panel(people, chair=chair, readers=readers, parameters=JuryParameters())
        decided = True
    except QuorumMissing:
        decided = False

    assert decided is enough


@pytest.mark.parametrize(
    ("one", "other"), [("CPAM du Rhône", "Cpam du Rhone"), ("URSSAF Île-de-France", "Urssaf ile de france")]
)
def test_one_body_typed_twice_is_one_body(one, other):
    candidate = CandidateTies(email="c@x.example", organisation=OWN, workplace=one, unit="Accueil")
    colleague = juror(1, organisation=ELSEWHERE, workplace=other, unit="accueil")

    assert tie_between(colleague, candidate) == "même service que la personne candidate"
    assert not is_external(colleague, candidate)
    assert is_external(juror(2, organisation=None, workplace="", unit="Accueil"), candidate)
