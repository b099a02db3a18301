"""How allauth behaves here."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation; nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        """The link of the mail begins with our public address, whatever the request said its host was."""
        return settings.PUBLIC_URL + urlsplit(super().get_reset_password_from_key_url(key)).path
