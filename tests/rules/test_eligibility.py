"""A3, A7, A11, A12, D4, D6: who may position for certification, and for which blocks."""

import datetime as dt
from itertools import accumulate, combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.eligibility import (
    Attendance,
    Feasibility,
    RequiredModule,
    check_may_position,
    is_feasible,
    obstacles_from_feasibility,
    obstacles_from_modules,
    obstacles_to_positioning,
    out_of_order,
)
from rules.errors import NotEligible

ANALYSE = RequiredModule("AFP", "Analyser et formaliser sa pratique")
PREPARE = RequiredModule("SPE", "Se préparer aux épreuves de certification")
BOTH = [ANALYSE, PREPARE]
TODAY = dt.date(2026, 6, 15)
DAY = dt.timedelta(days=1)

dates = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
near = st.integers(-6, 6).map(lambda days: TODAY + days * DAY)
courses = st.builds(
    lambda start, length, is_followed: Attendance(start, start + length * DAY, is_followed),
    near,
    st.integers(0, 4),
    st.sampled_from([True, True, True, False]),
)


def followed(start, end=None):
    return Attendance(start, end or start, is_followed=True)


def in_order(analyse, prepare, *, on=TODAY):
    return obstacles_from_modules(BOTH, {"AFP": analyse, "SPE": prepare}, on=on)


@given(analyse=courses, prepare=courses, on=near)
def test_the_way_is_free_when_no_day_of_the_second_module_comes_before_the_last_day_of_the_first(
    analyse, prepare, on
):
    days = {
        rank: [course.started_on + n * DAY for n in range((course.ended_on - course.started_on).days + 1)]
        for rank, course in enumerate([analyse, prepare])
    }
    is_past = max(days[0] + days[1]) <= on
    is_free = analyse.is_followed and prepare.is_followed and is_past and min(days[1]) >= max(days[0])

    assert (in_order(analyse, prepare, on=on) == ()) == is_free


@given(
    start=dates,
    steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400)), min_size=1, max_size=4),
    wait=st.integers(0, 400),
)
def test_any_course_in_order_is_accepted_however_far_apart_the_modules_are(start, steps, wait):
    """A12: planned at any time, apart from each other."""
    required = [RequiredModule(f"M{rank}", f"Module {rank}") for rank in range(len(steps))]
    begins = accumulate((length + gap for length, gap in steps[:-1]), initial=0)
    attended = {
        module.code: followed(start + begin * DAY, start + (begin + length) * DAY)
        for module, begin, (length, _) in zip(required, begins, steps, strict=True)
    }
    last = max(course.ended_on for course in attended.values())

    assert obstacles_from_modules(required, attended, on=last + wait * DAY) == ()


@given(attended=st.lists(courses, min_size=3, max_size=4))
def test_each_of_several_modules_waits_for_the_end_of_all_those_before_it(attended):
    required = [RequiredModule(f"M{rank}", f"Module {rank}") for rank in range(len(attended))]
    by_code = {module.code: course for module, course in zip(required, attended, strict=True)}
    in_order = all(later.started_on >= earlier.ended_on for earlier, later in combinations(attended, 2))
    done = all(course.is_followed and course.ended_on <= TODAY for course in attended)

    assert (obstacles_from_modules(required, by_code, on=TODAY) == ()) == (in_order and done)


@given(attended=st.lists(courses, min_size=2, max_size=4))
def test_each_module_begun_too_early_has_its_own_sentence(attended):
    required = [RequiredModule(f"M{rank}", f"Module {rank}") for rank in range(len(attended))]
    by_code = {module.code: course for module, course in zip(required, attended, strict=True)}
    early = {
        later
        for later in range(len(attended))
        if any(attended[later].started_on < course.ended_on for course in attended[:later])
    }

    found = obstacles_from_modules(required, by_code, on=TODAY)

    assert [sentence.split(" ")[1] for sentence in found if "l’ordre des modules" in sentence] == [
        f"Module {rank}" for rank in sorted(early)
    ]


def test_the_second_module_may_start_the_very_day_the_first_one_ended():
    analyse = followed(dt.date(2026, 3, 2), dt.date(2026, 3, 3))

    assert in_order(analyse, followed(dt.date(2026, 3, 3))) == ()
    assert in_order(analyse, followed(dt.date(2026, 3, 2), dt.date(2026, 3, 4))) == (
        "Le module « Se préparer aux épreuves de certification » a commencé le 2 mars 2026, "
        "avant la fin du module « Analyser et formaliser sa pratique » (3 mars 2026) : "
        "l’ordre des modules est obligatoire, il est à suivre de nouveau à partir du 3 mars 2026.",
    )


def test_both_modules_in_one_day_are_in_order_for_dates_have_no_hours():
    assert in_order(followed(TODAY), followed(TODAY)) == ()


def test_a_module_may_end_the_day_of_the_submission_and_not_the_day_after():
    analyse = followed(TODAY - 9 * DAY)

    assert in_order(analyse, followed(TODAY - DAY, TODAY)) == ()
    assert in_order(analyse, Attendance(TODAY, TODAY + DAY, is_followed=False)) == (
        "Le module « Se préparer aux épreuves de certification » est planifié du 15 juin 2026 "
        "au 16 juin 2026 : il doit être terminé.",
    )


@given(attended=st.fixed_dictionaries({"AFP": courses, "SPE": courses}), on=near, days=st.integers(1, 30))
def test_time_alone_never_closes_the_way(attended, on, days):
    before = obstacles_from_modules(BOTH, attended, on=on)
    after = obstacles_from_modules(BOTH, attended, on=on + days * DAY)

    assert after == () or before != ()


def test_a_module_that_nobody_confirmed_is_not_followed():
    planned = Attendance(TODAY - DAY, TODAY - DAY, is_followed=False)

    assert in_order(followed(TODAY - 2 * DAY), planned) == (
        "Le module « Se préparer aux épreuves de certification » était planifié le 14 juin 2026 : "
        "sa présence n’est pas encore confirmée.",
    )


@given(
    course=courses.filter(lambda c: c.is_followed and c.ended_on <= TODAY),
    code=st.sampled_from(["AFP", "SPE"]),
)
def test_one_module_never_stands_for_the_other(course, code):
    missing = {"AFP": PREPARE, "SPE": ANALYSE}[code]

    assert obstacles_from_modules(BOTH, {code: course}, on=TODAY) == (
        f"Le module « {missing.title} » n’est ni suivi ni planifié.",
    )


@given(attended=st.dictionaries(st.sampled_from(["AFP", "SPE", "other"]), courses), on=near)
def test_a_certification_without_modules_asks_for_none(attended, on):
    assert obstacles_from_modules([], attended, on=on) == ()


@pytest.mark.parametrize(
    ("requested_on", "accepted_on"),
    [
        (dt.date(2026, 1, 15), dt.date(2026, 3, 15)),
        (dt.date(2025, 12, 31), dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 31), dt.date(2028, 2, 29)),
        (dt.date(2026, 6, 30), dt.date(2026, 8, 30)),
    ],
)
def test_two_months_of_silence_accept_to_the_day(requested_on, accepted_on):
    silent = Feasibility(requested_on)

    assert [is_feasible(silent, on=on) for on in (accepted_on - DAY, accepted_on)] == [False, True]


@given(requested_on=dates, days=st.integers(0, 58), wait=st.integers(0, 4000))
def test_a_refusal_is_never_turned_by_time(requested_on, days, wait):
    refused = Feasibility(requested_on, requested_on + days * DAY, is_accepted=False)

    assert not is_feasible(refused, on=requested_on + wait * DAY)


@given(requested_on=dates, late=st.integers(62, 800), answer=st.booleans())
def test_an_answer_that_comes_after_two_months_of_silence_does_not_undo_the_acceptance(
    requested_on, late, answer
):
    answered = Feasibility(requested_on, requested_on + late * DAY, is_accepted=answer)

    assert is_feasible(answered, on=requested_on + 62 * DAY)


@given(requested_on=dates, delay=st.integers(0, 50), shift=st.integers(-40, 40))
@example(requested_on=TODAY, delay=10, shift=0)
@example(requested_on=TODAY, delay=10, shift=-1)
def test_an_acceptance_counts_from_its_day(requested_on, delay, shift):
    decided_on = requested_on + delay * DAY
    accepted = Feasibility(requested_on, decided_on, is_accepted=True)

    assert is_feasible(accepted, on=decided_on + shift * DAY) == (shift in range(41))


@given(on=dates)
def test_nothing_is_feasible_before_it_was_asked_for(on):
    assert not is_feasible(None, on=on)


@given(
    feasibility=st.none() | st.builds(Feasibility, near) | st.builds(Feasibility, near, near, st.booleans()),
    days=st.integers(-90, 90),
)
def test_feasibility_is_one_obstacle_or_none(feasibility, days):
    on = TODAY + days * DAY

    assert len(obstacles_from_feasibility(feasibility, on=on)) == (not is_feasible(feasibility, on=on))


@pytest.mark.parametrize(
    ("feasibility", "sentence"),
    [
        (None, "La demande de recevabilité (VAE) n’est pas enregistrée."),
        (Feasibility(TODAY, TODAY, is_accepted=False), "La demande de recevabilité (VAE) a été refusée."),
        (
            Feasibility(TODAY, TODAY + DAY, is_accepted=True),
            "La recevabilité (VAE) est acceptée à une date à venir.",
        ),
        (
            Feasibility(dt.date(2026, 5, 1)),
            "La demande de recevabilité (VAE) du 1er mai 2026 attend une réponse ; "
            "sans réponse, elle sera acceptée le 1er juillet 2026.",
        ),
    ],
)
def test_the_obstacle_says_where_the_feasibility_request_stands(feasibility, sentence):
    assert obstacles_from_feasibility(feasibility, on=TODAY) == (sentence,)


@given(attended=st.dictionaries(st.sampled_from(["AFP", "SPE"]), courses), on=near, vae=st.booleans())
def test_the_modules_are_asked_for_whatever_the_route(attended, on, vae):
    accepted = Feasibility(dt.date(2020, 1, 1), dt.date(2020, 2, 1), is_accepted=True)

    found = obstacles_to_positioning(BOTH, attended, on=on, vae=vae, feasibility=accepted)

    assert found == obstacles_from_modules(BOTH, attended, on=on)


def test_vae_adds_its_feasibility_to_the_modules_and_training_knows_nothing_of_it():
    unanswered = {"on": TODAY, "feasibility": None}
    modules = (
        "Le module « Analyser et formaliser sa pratique » n’est ni suivi ni planifié.",
        "Le module « Se préparer aux épreuves de certification » n’est ni suivi ni planifié.",
    )

    assert obstacles_to_positioning(BOTH, {}, vae=False, **unanswered) == modules
    assert obstacles_to_positioning(BOTH, {}, vae=True, **unanswered) == (
        "La demande de recevabilité (VAE) n’est pas enregistrée.",
        *modules,
    )


@given(obstacles=st.lists(st.sampled_from(["Un.", "Deux.", "Trois."]), min_size=1, unique=True))
def test_positioning_is_refused_with_every_obstacle_at_once(obstacles):
    with pytest.raises(NotEligible) as refusal:
        check_may_position(obstacles)

    assert (refusal.value.sentences, str(refusal.value)) == (tuple(obstacles), " ".join(obstacles))


def test_positioning_is_open_without_obstacle():
    assert check_may_position(()) is None


@given(analyse=courses, prepare=courses)
def test_only_a_module_begun_before_an_earlier_one_ended_is_out_of_order(analyse, prepare):
    found = out_of_order(BOTH, {"AFP": analyse, "SPE": prepare})

    assert list(found) == (["SPE"] if prepare.started_on < analyse.ended_on else [])
    assert out_of_order(BOTH, {"SPE": prepare}) == {}
    assert all(sentence in in_order(analyse, prepare) for sentence in found.values())
