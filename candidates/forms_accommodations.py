"""The form of a measure arranged for a candidate."""

from django import forms

from candidates.models import Measure
from ui.forms import LineField


class AccommodationForm(forms.Form):
    measure = forms.ChoiceField(label="Mesure", choices=Measure, widget=forms.RadioSelect)
    detail = LineField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="Ce que le jury doit savoir pour l’organiser. N’écrivez jamais de diagnostic ni de motif "
        "médical : le jury lit ce texte tel quel.",
    )
