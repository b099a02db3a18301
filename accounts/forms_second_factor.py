"""Codes and passkeys: allauth's forms, in our words."""

from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache

from accounts.journal import refused_key
from accounts.sealed_texts import Unreadable

# A code is accepted one step early or late: it must not serve twice as long as any clock takes it.
LIFE_OF_A_CODE = 120


class CodeField:
    """One line for the code, told once, whatever blanks it is typed with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        attrs = self.fields["code"].widget.attrs
        attrs.pop("placeholder", None)
        attrs |= {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class CodeOnce(CodeField):
    def clean_code(self):
        try:
            code = super().clean_code()
        except Unreadable as error:
            raise forms.ValidationError(
                "Votre second facteur ne peut plus être lu par le service. Demandez à un administrateur "
                "de le réinitialiser."
            ) from error
        if not cache.add(f"code-used:{self.user.pk}:{''.join(code.split())}", True, timeout=LIFE_OF_A_CODE):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(CodeOnce, base.AuthenticateForm):
    pass


class CodeAgainForm(CodeOnce, base.ReauthenticateForm):
    pass


class ApplicationForm(CodeField, ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code à six chiffres affiché par l’application"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


@contextmanager
def whatever_is_sent():
    """Anything may be sent in a passkey's place: the library looks into it as into what it hopes for, and
    fails as a dictionary or a string would. A refusal, and not an error of ours."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class KeyShown:
    """allauth tells nobody of a passkey that fails."""

    def clean_credential(self):
        try:
            with whatever_is_sent():
                return super().clean_credential()
        except forms.ValidationError:
            refused_key(self.user)
            raise


class KeyAtTheDoorForm(KeyShown, LoginWebAuthnForm):
    pass


class KeyAfterPasswordForm(KeyShown, AuthenticateWebAuthnForm):
    pass


class KeyAgainForm(KeyShown, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    """Always one that also checks its bearer (finger, face or code): it then is two factors by itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["name"].help_text = "Pour la reconnaître : « ordinateur du bureau », « téléphone »…"
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["passwordless"].widget = forms.HiddenInput()

    def clean_passwordless(self):
        return True

    def clean_name(self):
        return super().clean_name()[:60]

    def clean(self):
        with whatever_is_sent():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean_name(self):
        return self.cleaned_data["name"][:60]
