"""How allauth's second factor behaves here: secrets encrypted at rest, names in French."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from accounts.sealed_texts import closed, opened
from accounts.selectors import factors_of, must_have_second_factor

SERVICE = "Certifications"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et réessayez.",
        "cannot_delete_authenticator": (
            "Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci."
        ),
    }

    def encrypt(self, text):
        return closed(text)

    def decrypt(self, encrypted_text):
        return opened(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        """The last factor of somebody whose role demands one stays until another stands beside it."""
        application, keys, _codes = factors_of(authenticator.user)
        return len(keys) + bool(application) > 1 or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Clé d’accès n°\xa0{count + 1}"

    def _get_site_name(self):
        return SERVICE
