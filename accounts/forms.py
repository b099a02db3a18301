"""Forms about people."""

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.forms import SetPasswordForm as FirstPasswordForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm

from accounts.models import NAME_TOO_LONG, Organisation, folded_name, is_name_too_long
from ui.forms import AddressField, LineField


class SignInForm(LoginForm):
    """allauth's, with our words. The way to a forgotten password stands after the field, in the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Adresse électronique"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Adresse électronique"
        self.fields["email"].widget.attrs.pop("placeholder", None)


HINT = "Au moins 12 caractères : quelques mots choisis ensemble font un bon mot de passe."


class ChosenTwice:
    """A new password and the same again, in our words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "Nouveau mot de passe"
        self.fields["password2"].label = "Le même, encore une fois"
        self.fields["password1"].help_text = HINT
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(ChosenTwice, ResetPasswordKeyForm):
    pass


class AddPasswordForm(ChosenTwice, FirstPasswordForm):
    """For somebody who came by single sign-on and has none."""


class OtherPasswordForm(ChosenTwice, ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Mot de passe actuel"


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Mot de passe"
        self.fields["password"].widget.attrs.pop("placeholder", None)


class ChoosePasswordForm(SetPasswordForm):
    """The first password, chosen from an invitation. What is wrong is said at the first field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mot de passe"
        self.fields["new_password2"].label = "Le même, encore une fois"
        self.fields["new_password1"].help_text = HINT
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user, password_field_name=""):
        super().validate_password_for_user(user, "new_password1")


class OrganisationField(LineField):
    """An organisation by its name, completed from the known ones as one types."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Organisme")
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs["list"] = "organisations"

    def clean(self, value):
        name = super().clean(value)
        if is_name_too_long(name):
            raise forms.ValidationError(NAME_TOO_LONG)
        return name


class InviteJurorForm(forms.Form):
    first_name = LineField(label="Prénom", max_length=150)
    last_name = LineField(label="Nom", max_length=150)
    email = AddressField(label="Adresse électronique professionnelle")
    organisation = OrganisationField(
        required=False, help_text="Laissez vide pour une personne sans organisme."
    )
    unit = LineField(label="Service", max_length=200, required=False)
    function = LineField(label="Fonction", max_length=200, required=False)


WHY = [
    ("lost", "Appareil perdu ou volé"),
    ("broken", "Appareil hors service ou changé"),
    ("doubt", "Doute sur la sécurité du compte"),
    ("left", "Départ ou changement de fonction"),
]


IDENTITY = [
    ("seen", "Vue en personne, pièce d’identité en main"),
    ("video", "Vue en visioconférence, pièce d’identité à l’écran"),
    ("called", "Rappelée à un numéro déjà connu de son organisme"),
]


class WhyForm(forms.Form):
    """Codes rather than words: the trail holds nothing that tells of somebody's life. What gives a way in
    back asks how one made sure of the person (ASVS 6.4.4); what only shuts, does not."""

    reason = forms.ChoiceField(label="Motif", choices=[("", "Choisissez…"), *WHY])
    identity = forms.ChoiceField(
        label="Comment avez-vous vérifié son identité ?",
        choices=[("", "Choisissez…"), *IDENTITY],
        required=False,
        help_text="Un courriel ne prouve rien. Inutile pour fermer ses sessions.",
    )

    def __init__(self, *args, gives_way_in=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.gives_way_in = gives_way_in

    def clean_identity(self):
        identity = self.cleaned_data["identity"]
        if self.gives_way_in and not identity:
            raise forms.ValidationError(
                "Dites comment vous avez vérifié que la demande vient bien de cette personne."
            )
        return identity

    @property
    def said(self):
        """What the act is told, and its trail keeps."""
        names = ["reason", "identity"] if self.gives_way_in else ["reason"]
        return {name: self.cleaned_data[name] for name in names}


class MergeForm(forms.Form):
    """Two organisations by their names, the one to keep and the one too many."""

    gone = OrganisationField(label="Organisme en trop", help_text="Il disparaît de la liste.")
    kept = OrganisationField(label="Organisme à conserver", help_text="Il garde son nom et reprend tout.")

    def _known(self, name):
        known = Organisation.objects.filter(name=name).first()
        known = known or Organisation.objects.filter(folded=folded_name(name)).first()
        if known is None:
            raise forms.ValidationError("Aucun organisme ne porte ce nom.")
        return known

    def clean_gone(self):
        return self._known(self.cleaned_data["gone"])

    def clean_kept(self):
        return self._known(self.cleaned_data["kept"])
