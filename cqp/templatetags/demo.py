"""The people of the demonstration, for the sign-in page."""

from django import template
from django.conf import settings

from accounts.models import Role, User
from cqp.demo.cast import PASSWORD
from cqp.demo.people import DOMAIN, where_they_stand

register = template.Library()


@register.simple_tag
def demo_people():
    """[(role, [(user, where they stand)])], empty outside demonstration mode."""
    if not settings.DEMO:
        return []
    stands = where_they_stand()
    people = User.objects.filter(email__endswith=DOMAIN, is_active=True).select_related("organisation")
    groups = []
    for role in (Role.CANDIDATE, Role.JUROR, Role.MANAGER, Role.ADMINISTRATOR):
        members = [(user, stands.get(user.email, user.function)) for user in people if role in user.roles]
        groups.append((role.label, sorted(members, key=lambda member: member[0].pk)))
    return groups


@register.simple_tag
def demo_password(user):
    """The password of the demonstration's people, asked again of who came in by one click; nothing outside
    demonstration mode, nor for an account that somebody made since."""
    return PASSWORD if settings.DEMO and user.email.endswith(DOMAIN) else ""
