"""Forms about certificates. They check shape; rules check sense."""

from django import forms
from django.utils import timezone

from candidates.models import Sex
from certificates.models import ExportFormat, Ground
from referentials.models import Block
from ui.forms import DayField, LineField, TextField

REASON_LIMIT = 2_000


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


class RectifyForm(forms.Form):
    """The identity as it should have been printed, what was wrong, and what establishes it."""

    first_names = LineField(label="Prénoms", max_length=150, help_text="Tous, dans l’ordre de l’état civil.")
    birth_name = LineField(label="Nom de naissance", max_length=120)
    used_name = LineField(label="Nom d’usage", max_length=120, required=False)
    sex = forms.ChoiceField(label="Sexe à l’état civil", choices=Sex.choices)
    birth_date = DayField(label="Date de naissance")
    birth_place = LineField(label="Commune de naissance", max_length=120)
    birth_area = LineField(label="Département ou pays de naissance", max_length=80)
    wrong = TextField(label="Ce qui était inexact", rows=2, limit=REASON_LIMIT)
    reason = TextField(
        label="D’où vient l’erreur, et ce qui l’établit",
        rows=3,
        limit=REASON_LIMIT,
        help_text="Par exemple l’acte de naissance présenté, et sa date. Gardé au registre.",
    )

    IDENTITY = ["first_names", "birth_name", "used_name", "sex", "birth_date", "birth_place", "birth_area"]

    def __init__(self, *args, certificate, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.IDENTITY:
            self.fields[name].initial = getattr(certificate.candidate, name)

    def identity(self):
        """As a snapshot holds it."""
        said = {name: self.cleaned_data[name] for name in self.IDENTITY}
        return said | {"birth_date": said["birth_date"].isoformat()}


class DuplicateForm(forms.Form):
    reason = TextField(
        label="Raison du duplicata", rows=2, limit=REASON_LIMIT, help_text="Gardée au registre."
    )


class RevokeForm(forms.Form):
    """D13: two grounds and no other."""

    ground = forms.ChoiceField(label="Motif", choices=Ground.choices, widget=forms.RadioSelect)
    reason = TextField(
        label="Ce qui établit la fraude ou l’erreur",
        rows=4,
        limit=REASON_LIMIT,
        help_text="Gardé au registre. La personne qui confirmera lit ce texte.",
    )


class DeclineForm(forms.Form):
    answer = TextField(label="Pourquoi la demande est écartée", rows=2, limit=REASON_LIMIT, required=False)

    def __init__(self, *args, is_needed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = is_needed


class KeepSearchForm(forms.Form):
    name = LineField(label="Nom de la recherche", max_length=80)


class ExportForm(forms.Form):
    format = forms.ChoiceField(label="Format", choices=ExportFormat.choices)


class BlockOfVersionField(forms.ModelChoiceField):
    def label_from_instance(self, block):
        return f"{block.version} · {block}"


class EquivalenceForm(forms.Form):
    """D14: a CCP of the old block counts for the new one."""

    old_block = BlockOfVersionField(label="Le CCP de l’ancien bloc", queryset=None)
    new_block = BlockOfVersionField(label="Vaut pour le nouveau bloc", queryset=None)
    decided_on = DayField(label="Date de la décision")
    reason = TextField(
        label="Raison",
        rows=3,
        limit=REASON_LIMIT,
        help_text="Ce que les deux blocs ont de commun, et qui l’a décidé.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        published = Block.objects.filter(version__published_at__isnull=False).select_related("version")
        for name in ("old_block", "new_block"):
            self.fields[name].queryset = published.order_by("version__published_at", "version", "position")

    def clean_decided_on(self):
        decided_on = self.cleaned_data["decided_on"]
        if decided_on > timezone.localdate():
            raise forms.ValidationError("La décision ne peut pas être à venir.")
        return decided_on


class MoveForm(forms.Form):
    version = forms.ModelChoiceField(label="Nouvelle version du référentiel", queryset=None)

    def __init__(self, *args, newer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = newer
