"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation; nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False
