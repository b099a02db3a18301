"""Who is signed in, read again at each request: what they may do acts at once."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class WithTheirOrganisation(AuthenticationBackend):
    """Every page's header names the organisation: it comes in the query that reads the person."""

    def get_user(self, user_id):
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
