"""Forms about people."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm


class ChoosePasswordForm(SetPasswordForm):
    """The first password, chosen from an invitation."""


class OrganisationField(forms.CharField):
    """An organisation by its name, completed from the known ones as one types."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Organisme")
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs["list"] = "organisations"


class InviteJurorForm(forms.Form):
    first_name = forms.CharField(label="Prénom", max_length=150)
    last_name = forms.CharField(label="Nom", max_length=150)
    email = forms.EmailField(max_length=254, label="Adresse électronique professionnelle")
    organisation = OrganisationField(
        required=False, help_text="Laissez vide pour une personne sans organisme."
    )
    unit = forms.CharField(label="Service", max_length=200, required=False)
    function = forms.CharField(label="Fonction", max_length=200, required=False)
