"""The end of an account whose person is nobody here any more (rules.retention)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.services.security import end_sessions
from audit.services import record


@transaction.atomic
def erase_account(user, *, at):
    """The row stays, for what acts name it; nobody can be told from it, nor sign in with it."""
    end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.email = f"efface-{user.pk}@efface.invalid"
    user.first_name, user.last_name = "Personne", "effacée"
    user.organisation, user.unit, user.function = None, "", ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    record("account.erased", actor=None, target=user, at=at)
