"""Forms of the pool and of sessions."""

from django import forms

from accounts.forms import InviteJurorForm
from accounts.models import Role, User
from jury.forms import PeopleField, PersonField
from jury.models import Answer, College, Jury, Mode
from referentials.models import Certification, Version
from ui.forms import DayField, LineField


class ProfileForm(forms.Form):
    """What a member may judge, and for which college."""

    college = forms.ChoiceField(
        label="Collège",
        choices=College,
        widget=forms.RadioSelect,
        help_text="Au titre de qui cette personne siège.",
    )
    certifications = forms.ModelMultipleChoiceField(
        label="Certifications",
        queryset=Certification.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Celles que cette personne peut juger. Sans aucune, elle ne siège dans aucun jury.",
    )


class InviteMemberForm(InviteJurorForm, ProfileForm):
    """A newcomer, with what they may judge from the start."""


class UnavailabilityForm(forms.Form):
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au", help_text="Le même jour pour une seule journée.")
    reason = LineField(label="Raison (facultative)", max_length=300, required=False)


class PoolFilterForm(forms.Form):
    """The filters of the pool; an unreadable one filters nothing and says so."""

    q = forms.CharField(label="Nom, adresse ou organisme", required=False, max_length=200)
    certification = forms.ModelChoiceField(
        label="Habilité(e) pour", queryset=Certification.objects.all(), required=False, empty_label="Toutes"
    )
    du = DayField(label="Disponible du", required=False)
    au = DayField(label="au", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["certification"].widget.attrs["class"] = "form-select"
        for name in ("du", "au"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def days(self):
        """(first, last) when a day is given, whichever of the two; None otherwise."""
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        return (first or last, last or first) if first or last else None


class SessionForm(forms.Form):
    """A session of a jury already constituted, or of one constituted with it."""

    name = LineField(
        label="Nom de la session", max_length=120, help_text="Par exemple « Session de décembre 2026 »."
    )
    version = forms.ModelChoiceField(label="Certification", queryset=Version.objects.none(), empty_label=None)
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")
    mode = forms.ChoiceField(label="Forme", choices=Mode, initial=Mode.ON_SITE, widget=forms.RadioSelect)
    place = LineField(
        label="Lieu ou lien", max_length=300, help_text="Adresse et salle, ou lien de la visioconférence."
    )
    jury = forms.ModelChoiceField(
        label="Jury",
        queryset=Jury.objects.all(),
        required=False,
        empty_label="Un nouveau jury, composé ci-dessous",
    )
    members = PeopleField(
        label="Membres du nouveau jury",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    chair = PersonField(
        label="Présidence du nouveau jury",
        queryset=User.objects.none(),
        required=False,
        empty_label="Choisir",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        jurors = User.objects.with_role(Role.JUROR).select_related("organisation")
        self.fields["members"].queryset = self.fields["chair"].queryset = jurors
        self.fields["version"].queryset = Version.objects.in_force().select_related("certification")

    def clean(self):
        data = super().clean()
        if not data.get("jury"):
            for name, lack in [
                ("members", "Choisissez un jury, ou ses membres."),
                ("chair", "Qui préside ?"),
            ]:
                if not data.get(name):
                    self.add_error(name, lack)
        return data


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Y serez-vous ?",
        choices=[(Answer.CONFIRMED, "Oui, je serai présent(e)"), (Answer.DECLINED, "Non, je ne pourrai pas")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si vous serez présent(e)."},
    )
    reason = LineField(
        label="Si non : pourquoi", max_length=500, required=False, help_text="Lu par les gestionnaires."
    )
