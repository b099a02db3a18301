"""Inviting a tutor, and what a tutor writes."""

from django import forms

from ui.forms import AddressField, LineField, TextField


class TutorForm(forms.Form):
    first_name = LineField(label="Prénom", max_length=150)
    last_name = LineField(label="Nom", max_length=150)
    email = AddressField(
        label="Adresse électronique",
        help_text="L’invitation y sera envoyée. Cette personne ne pourra pas siéger dans votre jury.",
    )


class AnswerForm(forms.Form):
    """Whether one agrees to read."""

    answer = forms.ChoiceField(choices=[("accept", "J’accepte"), ("decline", "Je décline")])


class CommentForm(forms.Form):
    """A remark on one of the competences of the dossier."""

    competence = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    text = TextField(label="Votre remarque", rows=3, limit=4000)

    def __init__(self, *args, competences, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["competence"].queryset = competences
