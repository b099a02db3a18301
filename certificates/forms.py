"""Forms about certificates."""

from django import forms
from django.utils import timezone

from ui.forms import DayField


class IssueForm(forms.Form):
    """The act of delivering one or many: which ones, on what date."""

    issued_on = DayField(label="Date de délivrance")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].initial = timezone.localdate

    def clean_issued_on(self):
        issued_on = self.cleaned_data["issued_on"]
        if issued_on > timezone.localdate():
            raise forms.ValidationError("La date de délivrance ne peut pas être à venir.")
        return issued_on


class CodeForm(forms.Form):
    """A verification code as printed, typed by hand."""

    code = forms.CharField(
        label="Code de vérification",
        max_length=80,
        help_text="26 lettres et chiffres, imprimés près du QR code. Les tirets et les minuscules sont "
        "acceptés.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
