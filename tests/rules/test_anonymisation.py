"""The pass over a text: what it points at, what it leaves alone, and that it never gets lost in a text."""

import itertools
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.anonymisation import (
    MentionKind,
    check_anonymised,
    findings_in,
    is_nir_key,
    sentence_around,
    suggestion,
)
from rules.errors import PersonsNamed

POINTED_AT = [
    # a title and a name
    ("person", "J’ai reçu Mme Durand en entretien.", "Mme Durand"),
    ("person", "M. Dupont est venu.", "M. Dupont"),
    ("person", "M.Dupont est venu.", "M.Dupont"),
    ("person", "M\u00a0Dupont est venu.", "M\u00a0Dupont"),
    ("person", "Mlle Lefèvre et l’équipe", "Mlle Lefèvre"),
    ("person", "avec Monsieur Éric Le Goff, mon adjoint", "Monsieur Éric Le Goff"),
    ("person", "MADAME LE GUEN, au téléphone", "MADAME LE GUEN"),
    ("person", "MME DUPONT-MOREL", "MME DUPONT-MOREL"),
    ("person", "le Dr Nguyễn Văn An", "Dr Nguyễn Văn An"),
    ("person", "le docteur Leroy", "docteur Leroy"),
    ("person", "Maître Œuvrard a plaidé", "Maître Œuvrard"),
    ("person", "selon Me Żak,", "Me Żak"),
    ("person", "Mme Anne-Charlotte de La Rochefoucauld", "Mme Anne-Charlotte de La Rochefoucauld"),
    ("person", "M. d’Ornano et Mme L’Hermitte", "M. d’Ornano"),
    ("person", "M. N’Guessan", "M. N’Guessan"),
    ("person", "M. van der Berg", "M. van der Berg"),
    ("person", "Mme El Amrani", "Mme El Amrani"),
    ("person", "M. D. Martin", "M. D. Martin"),
    ("person", "M. J.-P. Martin", "M. J.-P. Martin"),
    ("person", "madame Petit", "madame Petit"),
    ("person", "« Mme\u00a0Benali »", "Mme\u00a0Benali"),
    ("person", "Mme Dupont de la Cpam", "Mme Dupont"),
    ("person", "Mme Dupont Responsable du pôle", "Mme Dupont"),
    # an address of the post or of the web
    ("email", "Écrire à jean.dupont@caf29.caf.fr.", "jean.dupont@caf29.caf.fr"),
    ("email", "mél : J_D+rh@exemple.org", "J_D+rh@exemple.org"),
    ("email", "(zoé@exemple.fr)", "zoé@exemple.fr"),
    ("address", "au 12 rue des lilas", "12 rue des lilas"),
    ("address", "12 bis, avenue Jean Jaurès, 29200 Brest", "12 bis, avenue Jean Jaurès, 29200 Brest"),
    ("address", "3 place de la République", "3 place de la République"),
    ("address", "4 boulevard du 8 mai 1945", "4 boulevard du 8"),
    ("address", "logée à 75012 Paris", "75012 Paris"),
    ("address", "97400 Saint-Denis", "97400 Saint-Denis"),
    # a telephone
    ("phone", "au 02 98 12 34 56 le matin", "02 98 12 34 56"),
    ("phone", "au 0298123456", "0298123456"),
    ("phone", "au 02.98.12.34.56", "02.98.12.34.56"),
    ("phone", "au 06-12-34-56-78", "06-12-34-56-78"),
    ("phone", "au +33 6 12 34 56 78", "+33 6 12 34 56 78"),
    ("phone", "au +33612345678", "+33612345678"),
    ("phone", "au 0033 6 12 34 56 78", "0033 6 12 34 56 78"),
    ("phone", "au +33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
    ("phone", "au 06\u202f12\u202f34\u202f56\u202f78", "06\u202f12\u202f34\u202f56\u202f78"),
    # a social security number
    ("nir", "n° 1 84 12 76 451 089 46", "1 84 12 76 451 089 46"),
    ("nir", "n° 184127645108946", "184127645108946"),
    ("nir", "n° 1841276451089", "1841276451089"),
    ("nir", "n° 2 69 05 49 588 157", "2 69 05 49 588 157"),
    ("nir", "n° 2 84 05 2A 004 123", "2 84 05 2A 004 123"),
    ("nir", "n° 1 55 33 2B 033 001", "1 55 33 2B 033 001"),
    ("nir", "n° 1 55 67 99 123 001", "1 55 67 99 123 001"),
    ("nir", "n° 1.84.12.76.451.089.46", "1.84.12.76.451.089.46"),
    ("nir", "n° 1 84 12 76 451 089 12 fois", "1 84 12 76 451 089"),
    ("nir", "NIR:184127645108946", "184127645108946"),
]

LEFT_ALONE = [
    "Nous avons reçu M. Il nous a parlé.",
    "le bâtiment M. Nous y étions",
    "M. Le lendemain, tout allait mieux.",
    "Mme la Directrice a validé.",
    "Mme La Directrice a validé.",
    "Madame, Monsieur, je vous écris",
    "Monsieur le Maire",
    "madame la responsable du pôle",
    "M. le directeur adjoint",
    "Mme D. m’a aidé",
    "M. J.-P. est parti",
    "Mme X a refusé",
    "une collègue et un collègue",
    "Me voilà responsable.",
    "la compétence C3.2 est acquise",
    "35 000 assurés",
    "35000 assurés",
    "12 500 Euros",
    "12500 Euros de budget",
    "le 12 mars 2024, à 14 h 30",
    "du 01/02/2023 au 03/04/2024",
    "article L6412-2 du code du travail",
    "article 16110 du code",
    "en 2023, 2 045 dossiers",
    "un délai de 10 jours, puis 12 mois",
    "2 places de parking",
    "3 cours de 2 heures",
    "5 passages par jour",
    "12 agents, 4 équipes, 1 route",
    "1700000000000",
    "le siret 18290011500012",
    "184127645108947 est une référence",
    "3614567890123 est un code",
    "1 84 13 76 451 089",
    "2 84 05 2C 004 123",
    "le taux de 06,12",
    "un million : 1 000 000 000 000",
    "l’arobase @ et le point . seuls",
    "@equipe a réagi",
    "10 % des appels, 98 appels sur 120",
    "M57 et M14 sont des nomenclatures",
    "Maître d’ouvrage",
    "docteur en droit",
    "le professeur a dit",
    "MM. les agents",
]


@pytest.mark.parametrize(("kind", "text", "mention"), POINTED_AT)
def test_what_looks_like_a_mention_of_a_person_is_pointed_at(kind, text, mention):
    first = findings_in(text)[0]

    assert (first.kind.value, first.text) == (kind, mention)
    assert text[first.start : first.end] == mention


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_french_is_left_alone(text):
    assert findings_in(text) == ()


def test_several_mentions_of_one_text_come_in_its_order():
    text = "Mme Durand (02 98 12 34 56, a.durand@caf.fr), 3 rue Haute, 29000 Quimper, puis M. Le Goff."

    assert [finding.text for finding in findings_in(text)] == [
        "Mme Durand",
        "02 98 12 34 56",
        "a.durand@caf.fr",
        "3 rue Haute, 29000 Quimper",
        "M. Le Goff",
    ]


names = st.sampled_from(["Durand", "Le Goff", "de La Tour", "Nguyễn", "DUPONT", "d’Ornano", "L’Hermitte"])
titles = st.sampled_from(["M.", "Mme", "Mlle", "Monsieur", "Madame", "Dr", "docteur", "Maître", "MME"])
spaces = st.sampled_from([" ", "\u00a0", "\u202f"])


@given(title=titles, space=spaces, name=names, before=st.sampled_from(["", "Avec ", "« ", "(", "\n"]))
def test_a_title_and_a_name_are_found_whatever_stands_before(title, space, name, before):
    text = f"{before}{title}{space}{name}, puis la suite"

    assert [f.text for f in findings_in(text)] == [f"{title}{space}{name}"]


@given(title=titles, space=spaces, name=names)
def test_what_is_suggested_instead_of_a_name_is_no_mention_any_more(title, space, name):
    (finding,) = findings_in(f"{title}{space}{name}")

    instead = suggestion(finding)

    assert findings_in(f"Avec {instead} nous avons") == ()
    assert instead.startswith(title)
    assert instead.endswith(".")


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Mme Anne-Charlotte de La Rochefoucauld", "Mme\u00a0R."),
        ("M. D. Martin", "M.\u00a0M."),
        ("M.Dupont", "M.\u00a0D."),
        ("M. d’Ornano", "M.\u00a0O."),
        ("02 98 12 34 56", "[téléphone retiré]"),
        ("a@b.fr", "[adresse électronique retirée]"),
        ("12 rue des lilas", "[adresse retirée]"),
        ("1841276451089", "[numéro retiré]"),
    ],
)
def test_each_kind_has_its_suggestion(text, instead):
    (finding,) = findings_in(text)

    assert suggestion(finding) == instead


digits = st.text("0123456789", min_size=2, max_size=2)


@given(
    sex=st.sampled_from("12"),
    year=digits,
    month=st.sampled_from(["01", "12", "20", "42", "50", "99"]),
    place=st.sampled_from(["01", "29", "75", "2A", "2B", "99"]),
    rest=st.text("0123456789", min_size=6, max_size=6),
    gap=st.sampled_from(["", " ", "\u00a0"]),
)
def test_a_social_security_number_is_found_with_its_key_and_refused_with_another(
    sex, year, month, place, rest, gap
):
    parts = [sex, year, month, place, rest[:3], rest[3:]]
    number = "".join(parts)
    good = next(f"{key:02d}" for key in range(1, 98) if is_nir_key(number, f"{key:02d}"))
    wrong = f"{int(good) % 97 + 1:02d}"

    assert [f.kind for f in findings_in(gap.join([*parts, good]))] == [MentionKind.NIR]
    assert [f.text for f in findings_in(gap.join(parts))] == [gap.join(parts)]
    assert [f.kind for f in findings_in(number + wrong)] == []


@given(text=st.text("M.me Dupontde’-0123456789@+()\n\u00a0 rue,BrestLlA", max_size=300))
def test_findings_are_stretches_of_the_text_in_order_and_apart(text):
    found = findings_in(text)

    assert [text[f.start : f.end] for f in found] == [f.text for f in found]
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(0 < len(f.text) <= 300 for f in found)


@given(
    before=st.text("abc def\n", max_size=300), after=st.text("abc def\n", max_size=300), reach=st.just(140)
)
def test_a_mention_is_shown_within_its_line(before, after, reach):
    text = f"{before} Mme Durand {after}"
    finding = next(f for f in findings_in(text) if "Durand" in f.text)

    left, right = sentence_around(text, finding, reach=reach)

    assert "\n" not in left + right
    assert text[: finding.start].endswith(left.removeprefix("… "))
    assert text[finding.end :].startswith(right.removesuffix(" …"))
    assert len(left) <= reach + 2
    assert len(right) <= reach + 2


def test_a_number_is_to_be_taken_out_and_the_rest_to_be_decided():
    found = findings_in("Mme Durand, 1841276451089, M. Le Goff")

    with pytest.raises(PersonsNamed) as refusal:
        check_anonymised(found)

    assert refusal.value.sentences == (
        "Votre texte contient 1\u00a0numéro de sécurité sociale : retirez-le avant de déposer.",
        "Il reste 2\u00a0mentions à relire : gardez ou remplacez chacune sur la page « Relecture des "
        "mentions de personnes ».",
    )
    check_anonymised([])


HOSTILE = [
    "1 " * 10_000,
    "0" * 20_000,
    "M. " * 6_666,
    "Mme A" * 4_000,
    "Mme " + "Aa " * 6_600,
    "Mme de la de la " * 1_250,
    "a" * 20_000 + "@",
    "a@" * 10_000,
    "a@" + "a." * 9_999,
    "12 rue " * 2_857,
    "12 rue de la de la " * 1_052,
    "1 84 12 76 451 " * 1_333,
    "+33 (0)" * 2_857,
    "29200 " * 3_333,
    " " * 20_000,
    "\u00a0" * 20_000,
    "’" * 20_000,
    "Mme d’" * 3_333,
    "A" * 20_000,
    "é-" * 10_000,
]


def test_twenty_thousand_hostile_characters_are_read_at_once():
    """In a process of its own, which would be killed."""
    code = (
        "import sys; from rules.anonymisation import findings_in\n"
        "for text in eval(sys.stdin.read()): findings_in(text)"
    )

    subprocess.run([sys.executable, "-c", code], input=repr(HOSTILE), text=True, check=True, timeout=30)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_twice_the_text_is_no_more_than_twice_the_findings(text):
    found, twice = findings_in(text), findings_in(text + "\n\n" + text)

    assert len(found) <= len(twice) <= 2 * len(found) + 1
