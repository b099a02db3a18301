"""The form that holds an erasure back."""

from django import forms

from ui.forms import TextField


class HoldForm(forms.Form):
    reason = TextField(
        label="Pourquoi rien ne doit être effacé",
        limit=500,
        rows=3,
        help_text="Un recours devant le tribunal, une demande des archives… La raison est gardée.",
        error_messages={"required": "Dites pourquoi rien ne doit être effacé : la raison est gardée."},
    )
