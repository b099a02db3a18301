"""Loading referentials: any shape, every error with its place, nothing half-loaded."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from referentials.models import Block, Certification, Version
from rules.awards import is_cqp_earned
from tests.referential_files import referential_document

pytestmark = pytest.mark.django_db


def load(tmp_path, document, name="referentiel.json"):
    file = tmp_path / name
    file.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    call_command("load_referential", str(file), verbosity=0)


def errors_of(tmp_path, document):
    with pytest.raises(CommandError) as refusal:
        load(tmp_path, document)
    assert not Certification.objects.exists()
    return str(refusal.value).replace("\u00a0", " ")


@pytest.mark.parametrize("blocks", [(1,), (3, 2, 1), (1, 1, 1, 1, 1, 1), (20,), ()])
def test_any_number_of_blocks_and_competences_loads(tmp_path, blocks):
    load(tmp_path, referential_document(blocks=blocks))

    assert [block.competences.count() for block in Block.objects.all()] == list(blocks)


def test_a_certification_without_blocks_is_represented_and_earned_by_nobody(tmp_path):
    load(tmp_path, referential_document(blocks=()))

    version = Version.objects.get()
    assert is_cqp_earned(version.blocks_as_rules(), set()) is False


def test_loading_the_same_version_twice_changes_nothing_whatever_its_layout(tmp_path):
    document = referential_document()
    load(tmp_path, document)
    before = list(Version.objects.values())

    load(tmp_path, json.dumps(dict(reversed(document.items())), indent=4).encode() + b"\n")

    assert list(Version.objects.values()) == before


def test_a_published_version_never_changes_and_another_number_is_another_version(tmp_path):
    load(tmp_path, referential_document())

    with pytest.raises(CommandError, match="déjà publiée"):
        load(tmp_path, referential_document(title="Autre titre"))
    load(tmp_path, referential_document(title="Autre titre", version="2"))

    assert list(Version.objects.order_by("pk").values_list("number", "title")) == [
        ("1", "Titre d’essai de la Sécurité sociale"),
        ("2", "Autre titre"),
    ]


def test_what_is_publicly_unknown_may_be_left_out(tmp_path):
    document = referential_document()
    for key in ("rncp", "jury", "keeps_acquired_competences_months", "illustrative", "modules"):
        del document[key]
    document["$comment"] = "un commentaire"

    load(tmp_path, document)

    version = Version.objects.get()
    assert (version.rncp_number, version.level, version.min_members, version.quorum) == ("", None, 2, 2)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": ""}, "fichier.title : un texte non vide est attendu."),
        ({"title": None}, "fichier.title : un texte non vide est attendu."),
        ({"title": "x" * 401}, "fichier.title : 401 caractères, 400 au plus."),
        ({"code": "CQP MO"}, "fichier.code : lettres sans accent"),
        ({"blocs": []}, "fichier.blocs : clé inconnue."),
        ({"blocks": {}}, "fichier.blocks : une liste est attendue."),
        (
            {"blocks": [{"code": "B1", "title": "T", "competences": []}]},
            "blocks[1].competences : au moins 1 élément",
        ),
        ({"blocks": [{"code": "B1", "competences": []}]}, "blocks[1] : « title » manque."),
        ({"blocks": ["B1"]}, "blocks[1] : un objet est attendu."),
        ({"modules": [{"code": "A", "title": "T"}] * 2}, "modules : code « A » en double."),
        ({"authorities": []}, "fichier.authorities : au moins 1 élément"),
        ({"authorities": [{"name": "U", "siret": "12"}]}, "authorities[1].siret : 14 chiffres"),
        ({"rncp": {"level": 9}}, "rncp.level : un nombre entier de 1 à 8"),
        ({"rncp": {"level": True}}, "rncp.level : un nombre entier de 1 à 8"),
        ({"rncp": {"decision_on": "15/01/2024"}}, "rncp.decision_on : une date AAAA-MM-JJ"),
        ({"rncp": {"decision_on": 20240115}}, "rncp.decision_on : une date AAAA-MM-JJ"),
        ({"jury": {"min_members": 1}}, "jury.min_members : un nombre entier de 2 à 20"),
        ({"jury": {"min_external_share": 1.5}}, "jury.min_external_share : une part de 0 à 1"),
        ({"jury": {"min_external_share": 0.66666}}, "jury.min_external_share : trois chiffres au plus"),
        ({"jury": {"min_external_share": 0.0001}}, "jury.min_external_share : trois chiffres au plus"),
        ({"jury": {"quorum": 3}}, "jury.quorum : le quorum (3) dépasse"),
        ({"keeps_acquired_competences_months": -1}, "fichier.keeps_acquired_competences_months"),
        ({"illustrative": "oui"}, "fichier.illustrative : true ou false"),
        ({"rncp": {"decision_on": "2027-W09-6"}}, "rncp.decision_on : une date AAAA-MM-JJ"),
        ({"rncp": {"decision_on": "٢٠٢٤-٠١-١٥"}}, "rncp.decision_on : une date AAAA-MM-JJ"),
        ({"rncp": False}, "rncp : un objet est attendu."),
        ({"rncp": {"nsf": ["3\0"]}}, "rncp.nsf[1] : caractère interdit, qu’un document ne peut pas imprimer"),
        ({"rncp": {"nsf": [{"label": "Santé"}]}}, "rncp.nsf[1] : « code » manque."),
        ({"jury": []}, "jury : un objet est attendu."),
        ({"jury": {"colleges": ["employer", "employer"]}}, "jury.colleges : collège « employer » en double."),
        ({"jury": {"colleges": [None]}}, "jury.colleges : les collèges sont employer et employee"),
        ({"authorities": [{"name": "U", "siret": "٧٨٤٦٢١٤٣٥٠٠٠٤٨"}]}, "authorities[1].siret"),
        ({"title": "\u200b\u2060\ufe0f"}, "fichier.title : un texte non vide est attendu."),
        ({"title": "Titre \ufffe"}, "fichier.title : caractère interdit"),
        ({"title": "Titre \u202e"}, "imprimer : U+202E."),
        ({"title": "Titre \ud800"}, "imprimer : U+D800."),
        ({"title": "Titre 漢字"}, "imprimer : « 字 » (U+5B57), « 漢 » (U+6F22)."),
        ({"blocks": [{}] * 1001}, "fichier.blocks : 1001 éléments, 1000 au plus."),
    ],
)
def test_each_error_is_told_with_its_place_and_nothing_is_loaded(tmp_path, change, place):
    assert place in errors_of(tmp_path, referential_document() | change)


def test_every_error_is_told_at_once(tmp_path):
    told = errors_of(
        tmp_path, referential_document() | {"title": "", "code": "É", "modules": None, "blocks": ["x", "y"]}
    )

    assert [word in told for word in ("title", "fichier.code", "modules", "blocks[1]", "blocks[2]")] == [
        True
    ] * 5


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "ligne 1, colonne 2"),
        (b"", "ce n’est pas du JSON"),
        (b"[]", "un objet est attendu"),
        (b"null", "un objet est attendu"),
        (b"\xff\xfe{}", "n’est pas de l’UTF-8"),
        (b"[" * 200_000, "emboîtés"),
        (b'{"blocks": ' + b"[" * 500 + b"]" * 500 + b"}", "emboîtés"),
        (b'{"jury": {"colleges": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}}", "emboîtés"),
        (b'{"level": ' + b"9" * 5_000 + b"}", "un nombre y est trop long"),
        (b'{"title": "A", "title": "B"}', "la clé « title » est écrite deux fois"),
        (b'{"title": NaN}', "manque"),
    ],
)
def test_what_is_not_a_referential_is_said_so(tmp_path, raw, said):
    assert said in errors_of(tmp_path, raw)


@pytest.mark.parametrize(("first", "second"), [("CQP-MO", "MO"), ("MO", "CQP-MO"), ("MO", "CQP-mo")])
def test_two_certifications_never_give_the_same_numbers(tmp_path, first, second):
    load(tmp_path, referential_document(code=first))

    with pytest.raises(CommandError, match=f"fichier.code : les certificats de {second} porteraient"):
        load(tmp_path, referential_document(code=second))
    with pytest.raises(IntegrityError, match="one_certification_per_number_prefix"), transaction.atomic():
        Certification.objects.create(code=second)

    assert [str(one) for one in Certification.objects.all()] == [first]


@pytest.mark.parametrize("code", ["CQP-", "MO-B1", "CQP-MO-B12", "mo-b1"])
def test_a_code_whose_numbers_would_read_as_anothers_is_refused(tmp_path, code):
    assert "fichier.code : il ne peut être" in errors_of(tmp_path, referential_document(code=code))

    with pytest.raises(IntegrityError, match="certification_code_names_a_series"), transaction.atomic():
        Certification.objects.create(code=code)


@pytest.mark.parametrize("share", [0, 0.001, 0.333, 0.5, 0.667, 1, 1.0])
def test_a_share_of_three_decimals_is_kept_as_it_is_written(tmp_path, share):
    load(tmp_path, referential_document(jury={"min_external_share": share}))

    assert Version.objects.get().jury_parameters().min_external_share == share


@pytest.mark.parametrize(("name", "said"), [("rien.json", "n’existe pas"), ("", "c’est un dossier")])
def test_a_file_that_cannot_be_read_is_said_so_in_french(tmp_path, name, said):
    with pytest.raises(CommandError, match=said):
        call_command("load_referential", str(tmp_path / name))


def test_what_is_not_json_is_said_in_french_only(tmp_path):
    assert "Expecting" not in errors_of(tmp_path, b"{")


def test_accents_written_in_two_letters_are_accents(tmp_path):
    load(tmp_path, referential_document(title="Référentiel d\u2019e\u0301te\u0301"))

    assert Version.objects.count() == 1
