"""French inside a sentence: dates, lists, quotes, numbers."""

import datetime as dt

import pytest
from django.utils import dates as django_dates
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from rules.french import count, day, listing, of_name, period, quoted

NBSP = "\u00a0"
with override("fr"):
    MONTHS = [str(month) for month in django_dates.MONTHS.values()]  # said by somebody else than the rules

dates = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))
words = st.text(st.characters(categories=["L"]), min_size=1, max_size=8).filter(lambda word: word != "et")


@given(value=dates)
@example(value=dt.date(2028, 2, 29))
def test_a_day_says_its_number_its_month_and_its_year_and_nothing_else(value):
    number, month, year = day(value).split(NBSP)

    assert dt.date(int(year), MONTHS.index(month) + 1, int(number.removesuffix("er"))) == value


@given(value=dates)
@example(value=dt.date(2026, 12, 1))
@example(value=dt.date(2026, 12, 21))
def test_only_the_first_of_a_month_is_an_ordinal(value):
    number, *_ = day(value).split(NBSP)

    assert number.endswith("er") == (value == value.replace(day=1))


@given(start=dates, length=st.integers(0, 400))
@example(start=dt.date(2026, 3, 17), length=0)
def test_a_period_of_one_day_is_a_day(start, length):
    end = start + dt.timedelta(days=length)

    assert period(start, end) == (f"du {day(start)} au {day(end)}" if length else f"le {day(start)}")


@given(names=st.lists(words, min_size=1, max_size=6))
def test_a_listing_holds_every_word_in_order_with_a_single_et(names):
    said = listing(names)

    assert said.replace(" et ", ", ").split(", ") == names
    assert said.count(" et ") == (len(names) > 1)


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["C1"], "C1"), (["C1", "C2"], "C1 et C2"), (["C1", "C2", "C3"], "C1, C2 et C3")],
)
def test_the_et_stands_before_the_last_word(names, said):
    assert listing(iter(names)) == said


def test_quotes_keep_their_words_on_the_same_line():
    assert quoted("Analyser sa pratique") == "« Analyser sa pratique »"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 membre présent"),
        (1, "1 membre présent"),
        (2, "2 membres présents"),
        (11, "11 membres présents"),
    ],
)
def test_zero_takes_the_singular_and_two_the_plural(number, said):
    assert count(number, "membre présent", "membres présents") == said


@given(number=st.integers(2, 1000))
def test_a_plural_that_is_not_given_takes_an_s(number):
    assert count(number, "bloc") == f"{number} blocs"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Isabelle Marchand", "d’Isabelle Marchand"),
        ("Anne-Élisabeth", "d’Anne-Élisabeth"),
        ("Élodie", "d’Élodie"),
        ("E\u0301lodie", "d’E\u0301lodie"),
        ("Ömer", "d’Ömer"),
        ("Œuvrard", "d’Œuvrard"),
        ("Ève", "d’Ève"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("Yusuf", "de Yusuf"),
        ("Hervé", "de Hervé"),
        ("Gaëlle", "de Gaëlle"),
        ("Çelik", "de Çelik"),
        ("", "de "),
    ],
)
def test_de_loses_its_vowel_before_a_name_that_begins_with_one(name, said):
    assert of_name(name) == said


@given(name=st.text(max_size=12))
def test_a_name_is_kept_whole_whatever_stands_before_it(name):
    assert of_name(name) in {f"d’{name}", f"de {name}"}
