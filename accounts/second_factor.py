"""How allauth's second factor behaves here: secrets encrypted at rest, names in French."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from accounts.selectors import factors_of, must_have_second_factor

SERVICE = "Certifications"


def _key(secret):
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"accounts.second_factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _box():
    """The key in use first, then the retired ones, which still open what they closed."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et réessayez.",
        "cannot_delete_authenticator": (
            "Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci."
        ),
    }

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        """The last factor of somebody whose role demands one stays until another stands beside it."""
        application, keys, _codes = factors_of(authenticator.user)
        return len(keys) + bool(application) > 1 or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Clé d’accès n°\xa0{count + 1}"

    def _get_site_name(self):
        return SERVICE
