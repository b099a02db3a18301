"""Passwords by length and not by composition (ANSSI, ASVS)."""

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.reauthentication import BACKEND
from cqp.settings import PASSWORD_HASHERS
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "quatre mots choisis ensemble",
        "é😀ß œuvre douze",
        "x7$" * 4 + "qpz9",
        "cheval agrafe pile " * 7,
        " espace au bord ",
    ],
)
def test_any_long_sentence_is_welcome_whatever_it_is_made_of(password):
    validate_password(password, UserFactory.build())


@pytest.mark.parametrize(
    "password",
    [
        "onze lettr.",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "azertyuiopqsdf",
        "qwertyuiop12",
        "1234567890123456",
    ],
)
def test_short_common_or_monotonous_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, UserFactory.build())


def refused_for(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, UserFactory.build())
    return {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize("password", ["iloveyou1234", "ILoveYou1234", "liverpoolfc1", "unbelievable"])
def test_one_that_leaks_have_made_public_is_refused_whatever_its_capitals(password):
    assert "password_leaked" in refused_for(password)


def test_every_common_one_that_django_knows_is_refused():
    long_enough = {word for word in CommonPasswordValidator().passwords if len(word) >= 12}

    for word in long_enough:
        assert refused_for(word)
    assert len(long_enough) > 100


@pytest.mark.parametrize("password", ["maelys.oeuvrard@caf.example", "Œuvrard-Maëlys", "maelys.oeuvrard"])
def test_ones_own_name_and_address_are_refused(password):
    person = UserFactory.build(
        first_name="Maëlys", last_name="Œuvrard-Maëlys", email="maelys.oeuvrard@caf.example"
    )

    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [
        "certification2027",
        "Certific@tion2027!",
        "Ucanss-Jury-2027",
        "Sécurité sociale",
        "la-securite-sociale!",
        "gestionnaire du jury",
        "M4nager0perationnel",
        "mon dossier CQP 2027",
        "URSSAF CPAM CAF 75",
    ],
)
def test_words_of_the_trade_alone_make_no_password(password):
    with pytest.raises(ValidationError, match="tout le monde essaierait"):
        validate_password(password, UserFactory.build())


@pytest.mark.parametrize(
    "password",
    ["le jury mange des prunes", "dossier vert pomme", "sécurité du toboggan", "cafetière et manager"],
)
def test_words_of_the_trade_among_others_are_welcome(password):
    validate_password(password, UserFactory.build())


def test_a_hash_made_with_less_is_made_anew_at_the_door_and_again_while_one_proves_who_one_is(
    client, settings
):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    person = UserFactory()
    before = ScryptPasswordHasher().encode(PASSWORD, "some-salt")
    User.objects.filter(pk=person.pk).update(password=before)

    sign_in(client, person, PASSWORD)
    at_the_door = User.objects.get(pk=person.pk).password
    User.objects.filter(pk=person.pk).update(password=before)
    client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert before.startswith("scrypt$16384$")
    assert at_the_door.startswith("scrypt$32768$")
    assert User.objects.get(pk=person.pk).password.startswith("scrypt$32768$")
    assert is_signed_in(client)


def test_a_hundred_and_twenty_eight_characters_with_spaces_open_the_door(client):
    long = ("Le vendredi soir, à l’accueil, quarante personnes attendaient. " * 3)[:128].rstrip(" ") + "."
    person = UserFactory(password=long)

    sign_in(client, person, long)
    other = Client()
    sign_in(other, person, long[:-1])

    assert (len(long) >= 128, is_signed_in(client), is_signed_in(other)) == (True, True, False)


def test_changing_it_asks_for_the_old_one_and_ends_the_other_sessions(client):
    person = juror()
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, person, PASSWORD)
    new = "quatre mots choisis ensemble"

    wrong = client.post(
        reverse("account_change_password"), {"oldpassword": "autre", "password1": new, "password2": new}
    )
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert (wrong.status_code, is_signed_in(client), is_signed_in(elsewhere)) == (200, True, False)
    person.refresh_from_db()
    assert person.check_password(new)


def test_what_is_stored_costs_memory_to_guess():
    hasher = import_string(PASSWORD_HASHERS[0])()
    _algorithm, rounds, _salt, block, _parallel, _hash = hasher.encode(PASSWORD, "some-salt").split("$")

    assert 128 * int(rounds) * int(block) >= 32 * 1024 * 1024
