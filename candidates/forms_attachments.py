"""What an annexe says of itself."""

from django import forms

from referentials.models import Competence
from ui.forms import LineField


class AttachmentForm(forms.Form):
    """Nothing is required while writing: the submission asks for the rest."""

    label = LineField(
        label="Intitulé",
        max_length=200,
        required=False,
        help_text="Ce que l’annexe montre : « Planning de l’accueil avant et après la réorganisation ».",
    )
    competences = forms.ModelMultipleChoiceField(
        label="Compétences que cette annexe appuie",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_anonymous = forms.BooleanField(
        label="Cette annexe ne contient pas de données personnelles de tiers, ou elles sont anonymisées.",
        required=False,
        help_text="Noms, adresses, numéros, visages, signatures : masquez-les avant d’envoyer le fichier.",
    )

    def __init__(self, *args, blocks, **kwargs):
        super().__init__(*args, **kwargs)
        self.blocks = blocks
        self.fields["competences"].queryset = Competence.objects.filter(block__in=blocks)

    def competence_groups(self):
        """[(block, [(competence, is it ticked)])], for the page."""
        ticked = {str(getattr(value, "pk", value)) for value in self["competences"].value() or []}
        return [(b, [(c, str(c.pk) in ticked) for c in b.competences.all()]) for b in self.blocks]


def initial_of_attachment(attachment):
    return {
        "label": attachment.label,
        "competences": [c.pk for c in attachment.competences.all()],
        "is_anonymous": attachment.is_anonymous,
    }
