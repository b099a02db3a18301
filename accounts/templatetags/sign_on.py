"""The door of single sign-on, for the sign-in page."""

from django import template
from django.conf import settings
from django.urls import reverse

from accounts.sign_on import is_offered

register = template.Library()


@register.simple_tag
def sign_on():
    """{address, name}, or nothing where the settings give no provider."""
    if not is_offered():
        return None
    return {"address": reverse("openid_connect_login", args=[settings.OIDC_ID]), "name": settings.OIDC_NAME}
