"""The form that holds an erasure back."""

from django import forms


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi rien ne doit être effacé",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un recours devant le tribunal, une demande des archives… La raison est gardée.",
        error_messages={"required": "Dites pourquoi rien ne doit être effacé : la raison est gardée."},
    )
