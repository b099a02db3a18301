"""Settings about people that would silently protect nobody."""

from django.conf import settings
from django.core.checks import Error, register

from accounts.models import Role


@register
def roles_exist(app_configs, **kwargs):
    """A role misspelled in a setting would leave its people without what the setting demands."""
    return [
        Error(
            f"{name} names unknown roles: {', '.join(unknown)}. Known: {', '.join(Role.values)}.",
            id="accounts.E001",
        )
        for name in ("MFA_REQUIRED_ROLES", "SESSION_IDLE_ROLES")
        if (unknown := sorted(set(getattr(settings, name)) - set(Role.values)))
    ]


@register
def sign_on_is_whole(app_configs, **kwargs):
    """Half a configuration of single sign-on would show a button that leads nowhere."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    missing = [name for name in names if not getattr(settings, name)]
    if not missing or len(missing) == len(names):
        return []
    return [Error(f"Single sign-on needs {', '.join(missing)} too.", id="accounts.E002")]
