"""What is closed is read by this service only, by its retired keys too, and by nobody once it was touched."""

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from accounts import sealed_texts
from accounts.sealed_texts import Unreadable, closed, draft_keys, opened
from tests.factories import UserFactory


@given(st.text())
def test_what_is_closed_is_opened_whole_and_is_never_closed_twice_alike(text):
    first, again = closed(text), closed(text)

    assert (opened(first), opened(again)) == (text, text)
    assert first != again


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=255))
def test_one_byte_changed_makes_it_unreadable(place, change):
    sealed = bytearray(base64.urlsafe_b64decode(closed("JBSWY3DPEHPK3PXP").removeprefix("gcm1:")))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(Unreadable):
        opened("gcm1:" + base64.urlsafe_b64encode(sealed).decode())


@pytest.mark.parametrize("text", ["", "gcm1:", "gcm1:é", "gcm1:AAAA", "gcm1:A", "JBSWY3DPEHPK3PXP", "gAAAA"])
def test_what_was_never_closed_is_unreadable(text):
    with pytest.raises(Unreadable):
        opened(text)


def test_a_retired_key_still_opens_and_another_does_not(settings):
    text = closed("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key" * 6

    assert opened(text) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        opened(text)


def test_what_an_earlier_release_closed_is_still_opened(settings):
    key = base64.urlsafe_b64encode(sealed_texts._derived(settings.SECRET_KEY, b"accounts.second_factor"))

    assert opened(Fernet(key).encrypt(b"JBSWY3DPEHPK3PXP").decode()) == "JBSWY3DPEHPK3PXP"


def test_each_person_has_a_key_of_their_own_for_drafts_and_a_retired_secret_s_comes_after(settings):
    one, other = (UserFactory.build(pk=pk) for pk in (1, 11))
    first = draft_keys(one)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key" * 6

    assert len(base64.b64decode(first[0])) == 32
    assert set(first).isdisjoint(draft_keys(other))
    assert draft_keys(one)[1:] == first
    assert draft_keys(one)[0] != first[0]
