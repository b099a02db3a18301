"""What protects people's accounts, from the environment (see .env.example and docs/security.md)."""

from django.utils.text import slugify

DECIDING_ROLES = ["juror", "manager", "administrator"]


def account_settings(env, *, is_local):
    """Every setting about people; on one's own machine no second factor is demanded."""
    return {
        **_signing_in(),
        **_passwords(),
        **_attempts(env),
        **_sessions(env),
        **_second_factor(env, is_local=is_local),
        **_single_sign_on(env),
        "INVITATION_DAYS": env.int("INVITATION_DAYS", default=14),
    }


def _signing_in():
    return {
        "AUTHENTICATION_BACKENDS": ["accounts.backend.WithTheirOrganisation"],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_ADAPTER": "accounts.adapter.ClosedAccountAdapter",
        "ACCOUNT_FORMS": {
            "login": "accounts.forms.SignInForm",
            "reset_password": "accounts.forms.ForgottenPasswordForm",
            "reset_password_from_key": "accounts.forms.NewPasswordForm",
            "change_password": "accounts.forms.OtherPasswordForm",
            "set_password": "accounts.forms.AddPasswordForm",
            "reauthenticate": "accounts.forms.PasswordAgainForm",
        },
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",  # addresses come from managers, and an invitation proves each
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,  # an address nobody has gets no mail; the page is the same
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 600,  # seconds: an act that binds asks again who is there
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    }


def _passwords():
    """Length rather than composition (ANSSI, ASVS 6.2): a sentence is welcome, the common ones are not."""
    rules = "django.contrib.auth.password_validation"
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{rules}.UserAttributeSimilarityValidator"},
            {"NAME": f"{rules}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": "accounts.passwords.NotLeaked"},
            {"NAME": "accounts.passwords.NotMonotonous"},
            {"NAME": "accounts.passwords.NotOfTheTrade"},
        ],
        "PASSWORD_HASHERS": [
            "accounts.hashers.SlowerScrypt",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
    }


def _attempts(env):
    behind_proxy = env.bool("BEHIND_PROXY", default=False)
    return {
        # By address and by account; beyond, one waits (page 429, or a sentence on the form).
        "ACCOUNT_RATE_LIMITS": {
            "login": "30/m/ip",
            "login_failed": "10/m/ip,5/5m/key",
            "reset_password": "20/m/ip,5/h/key",
            "reset_password_from_key": "20/m/ip",
            "reauthenticate": "10/m/user",
            "change_password": "5/m/user",
        },
        # How many proxies of ours add an address to X-Forwarded-For; what a visitor writes there counts for
        # nothing.
        "ALLAUTH_TRUSTED_PROXY_COUNT": env.int("TRUSTED_PROXY_COUNT", default=1 if behind_proxy else 0),
    }


def _sessions(env):
    whole = env.int("SESSION_HOURS", default=12) * 3600
    return {
        "SESSION_WHOLE_SECONDS": whole,
        "SESSION_COOKIE_AGE": whole,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_IDLE_SECONDS": env.int("SESSION_IDLE_MINUTES", default=30) * 60,
        "SESSION_IDLE_ROLES": env.list("SESSION_IDLE_ROLES", default=DECIDING_ROLES),
    }


def _second_factor(env, *, is_local):
    """An application that shows codes, or passkeys; recovery codes beside them."""
    forms = "accounts.forms_second_factor"
    return {
        "MFA_REQUIRED_ROLES": env.list("MFA_REQUIRED_ROLES", default=[] if is_local else DECIDING_ROLES),
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": is_local,
        "MFA_ADAPTER": "accounts.second_factor.SecondFactorAdapter",
        "MFA_TOTP_ISSUER": "Certifications",
        "MFA_TOTP_TOLERANCE": 1,  # a code is accepted one step early or late, and once only
        "MFA_RECOVERY_CODE_DIGITS": 10,
        "MFA_FORMS": {
            "authenticate": f"{forms}.SecondFactorForm",
            "reauthenticate": f"{forms}.CodeAgainForm",
            "authenticate_webauthn": f"{forms}.KeyAfterPasswordForm",
            "login_webauthn": f"{forms}.KeyAtTheDoorForm",
            "reauthenticate_webauthn": f"{forms}.KeyAgainForm",
            "activate_totp": f"{forms}.ApplicationForm",
            "add_webauthn": f"{forms}.PasskeyForm",
            "edit_webauthn": f"{forms}.PasskeyNameForm",
        },
    }


def _single_sign_on(env):
    """OpenID Connect: issuer, client and secret together, or none."""
    issuer, name = (
        env.str("OIDC_ISSUER", default=""),
        env.str("OIDC_NAME", default="l’authentification unique"),
    )
    client, secret = env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")
    return {
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": client,
        "OIDC_CLIENT_SECRET": secret,
        "OIDC_NAME": name,
        "OIDC_ID": provider_id(issuer),
        "SOCIALACCOUNT_ADAPTER": "accounts.sign_on.KnownBySubject",
        "SOCIALACCOUNT_PROVIDERS": sign_on_provider(issuer, name, client, secret) if issuer else {},
    }


def provider_id(issuer):
    """« https://idp.example.fr/realms/un » → « idp-example-fr-realms-un ». Subjects belong to their issuer:
    with another one, « 12 » is somebody else, and everybody is linked again."""
    return slugify("".join(c if c.isalnum() else "-" for c in issuer.partition("://")[2].rstrip("/")))


def sign_on_provider(issuer, name, client, secret):
    """allauth's description of the one provider there can be."""
    app = {
        "provider_id": provider_id(issuer),
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
