"""Forms of the modules' passport and of the VAE's feasibility. They check shape; services check sense."""

from datetime import datetime

from django import forms

from accounts.forms import OrganisationField
from candidates.forms import ANSWERS
from ui.forms import AddressField, DayField, TextField


class DeclareModuleForm(forms.Form):
    """A module followed, told by the candidate."""

    started_on = DayField(label="Premier jour")
    ended_on = DayField(label="Dernier jour")
    training_body = OrganisationField(
        label="Organisme de formation", help_text="Celui qui a organisé le module."
    )
    trainer_email = AddressField(
        label="Adresse du formateur ou de la formatrice",
        required=False,
        help_text="Cette personne ne pourra pas siéger dans votre jury.",
    )
    proof = forms.FileField(
        label="Justificatif",
        required=False,
        help_text="Une attestation, en PDF, JPEG ou PNG. Elle aide le gestionnaire à confirmer.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class DecideDeclarationForm(forms.Form):
    """Confirm or refuse; `seen` is the declaration that was read, so that no other one is decided."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = TextField(
        label="Motif du refus",
        required=False,
        rows=3,
        limit=2000,
        help_text="Pour un refus seulement. La personne le lira, et pourra déclarer de nouveau.",
    )

    def clean_seen(self):
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None


class ImportForm(forms.Form):
    """A list of attendances."""

    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou .xlsx, 2 000 lignes et 2 Mo au plus. Rien n’est enregistré à cette étape.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class FeasibilityForm(forms.Form):
    """What the office knows of a VAE request."""

    requested_on = DayField(label="Demandée le", required=False)
    is_accepted = forms.ChoiceField(label="Réponse", choices=ANSWERS, required=False)
    decided_on = DayField(label="Réponse du", required=False)
    valid_until = DayField(
        label="Valable jusqu’au", required=False, help_text="Laissez vide si aucune limite n’est fixée."
    )
    companion_email = AddressField(
        label="Adresse de la personne qui accompagne",
        required=False,
        help_text="Elle ne pourra pas siéger dans le jury.",
    )

    def clean_is_accepted(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["is_accepted"])
