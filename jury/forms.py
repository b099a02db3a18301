"""Forms of juries and jurors."""

from django import forms

from accounts.models import Role, User
from jury.models import Attendance, Mode
from referentials.models import Version
from ui.forms import HOUR_SKIPPED, DayField, LineField, TextField, instant_of


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        where = f" · {person.organisation}" if person.organisation else ""
        return f"{person.full_name}{where}"


class PersonField(forms.ModelChoiceField):
    label_from_instance = PeopleField.label_from_instance


class JuryForm(forms.Form):
    name = LineField(
        label="Nom du jury", max_length=120, help_text="Par exemple « Session de décembre, jury A »."
    )
    version = forms.ModelChoiceField(label="Certification", queryset=Version.objects.none(), empty_label=None)
    members = PeopleField(label="Membres", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)
    chair = PersonField(
        label="Présidence", queryset=User.objects.none(), empty_label="Choisir parmi les membres"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        jurors = (
            User.objects.with_role(Role.JUROR)
            .select_related("organisation")
            .order_by("last_name", "first_name")
        )
        self.fields["members"].queryset = self.fields["chair"].queryset = jurors
        self.fields["version"].queryset = Version.objects.in_force().select_related("certification")


class AssignForm(forms.Form):
    """A jury session to come, or a jury outside any session: « session-12 » or « 7 »."""

    jury = forms.ChoiceField(
        label="Session ou jury",
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."
        },
    )

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = {option.key: option for option in options}
        self.fields["jury"].choices = [(option.key, str(option.jury)) for option in options]

    def chosen(self):
        return self.options[self.cleaned_data["jury"]]


class DissolveForm(forms.Form):
    reason = TextField(label="Raison du retrait", rows=3, limit=2000)


class SummonForm(forms.Form):
    day = DayField(label="Jour")
    hour = forms.TimeField(
        label="Heure",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%Hh%M", "%H h %M"],
        error_messages={"invalid": "Écrivez l’heure sous la forme 14:30."},
    )
    mode = forms.ChoiceField(label="Forme", choices=Mode, initial=Mode.ON_SITE, widget=forms.RadioSelect)
    place = LineField(
        label="Lieu ou lien", max_length=300, help_text="Adresse et salle, ou lien de la visioconférence."
    )

    def clean(self):
        cleaned = super().clean()
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if day and hour is not None and instant_of(day, hour) is None:
            self.add_error("hour", HOUR_SKIPPED)
        return cleaned

    def starts_at(self):
        """The instant, in local time."""
        return instant_of(self.cleaned_data["day"], self.cleaned_data["hour"])


class PostponeForm(forms.Form):
    reason = TextField(label="Raison du report", rows=3, limit=2000)


class RecordInterviewForm(forms.Form):
    """Who came to the interview. Who sat is ticked by the chair: but for their own seat, nothing is ticked
    for them."""

    attendance = forms.ChoiceField(
        label="La personne candidate",
        choices=[
            (Attendance.PRESENT, "est venue"),
            (Attendance.EXCUSED, "est absente, avec un justificatif"),
            (Attendance.ABSENT, "est absente, sans justificatif"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si la personne candidate est venue."},
    )
    present = forms.ModelMultipleChoiceField(
        label="Membres présents", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = TextField(
        label="En cas d’absence : la raison donnée",
        required=False,
        rows=2,
        limit=2000,
        help_text="Excusée : une nouvelle date sera fixée. Non excusée : le jury décide sur la seule "
        "lecture.",
    )

    def __init__(self, *args, examination, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = examination.seats.sitting().select_related("juror")
