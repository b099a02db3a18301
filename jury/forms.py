"""Forms of juries and jurors."""

from datetime import datetime

from django import forms
from django.utils import timezone

from accounts.models import Role, User
from jury.models import Attendance, Mode
from jury.selectors import what_lacks_in
from referentials.models import Version
from ui.forms import DayField, TextField

ACQUIRED, TO_EXPLORE = "acquired", "not_acquired"


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        where = f" · {person.organisation}" if person.organisation else ""
        return f"{person.full_name}{where}"


class PersonField(forms.ModelChoiceField):
    label_from_instance = PeopleField.label_from_instance


class JuryForm(forms.Form):
    name = forms.CharField(
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

    jury = forms.ChoiceField(label="Session ou jury", widget=forms.RadioSelect)

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = {option.key: option for option in options}
        self.fields["jury"].choices = [(option.key, str(option.jury)) for option in options]

    def chosen(self):
        return self.options[self.cleaned_data["jury"]]


class DissolveForm(forms.Form):
    reason = TextField(label="Raison du retrait", rows=3, limit=2000)


class VoteForm(forms.Form):
    """One's view of one competence: no answer is preselected."""

    choice = forms.ChoiceField(
        label="Votre avis",
        choices=[(ACQUIRED, "Acquise"), (TO_EXPLORE, "À approfondir")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez « acquise » ou « à approfondir »."},
    )
    comment = TextField(label="Commentaire", required=False, rows=4, limit=4000)
    question = TextField(label="Question pour l’entretien", required=False, rows=2, limit=2000)

    @property
    def is_acquired(self):
        return self.cleaned_data["choice"] == ACQUIRED


class InterviewVoteForm(VoteForm):
    """After the interview: acquired or not."""

    choice = forms.ChoiceField(
        label="Votre avis",
        choices=[(ACQUIRED, "Acquise"), (TO_EXPLORE, "Non acquise")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez « acquise » ou « non acquise »."},
    )
    question = None


class ClosingForm(forms.Form):
    """The chair's closing: per competence, the majority or another verdict with its reason; after the
    interview, the motive of what is not acquired. Fields are named by competence."""

    KEEP = ""

    def __init__(self, *args, tallies, with_motives, **kwargs):
        super().__init__(*args, **kwargs)
        self.tallies = tallies
        no = "Non acquise" if with_motives else "À approfondir"
        for tally in tallies:
            key, code = tally.competence.pk, tally.competence.code
            if tally.votes:
                choices = [(self.KEEP, "Suivre la majorité"), (ACQUIRED, "Acquise"), (TO_EXPLORE, no)]
                self.fields[f"set_{key}"] = forms.ChoiceField(
                    label=f"Résultat collégial de {code}", choices=choices, required=False
                )
                self.fields[f"reason_{key}"] = TextField(
                    label=f"Raison écrite de la présidence pour {code}", required=False, rows=2, limit=2000
                )
            if with_motives:
                self.fields[f"motive_{key}"] = TextField(
                    label=f"Motif pour {code}",
                    required=False,
                    rows=3,
                    limit=4000,
                    initial=what_lacks_in(tally),
                    help_text="Obligatoire si la compétence n’est pas acquise. La personne candidate "
                    "le lira.",
                )
        if with_motives:
            self.fields["remarks"] = TextField(
                label="Observations du jury", required=False, rows=3, limit=4000
            )

    def rows(self):
        """[(tally, bound fields or None)], for the page."""

        def bound(name):
            return self[name] if name in self.fields else None

        return [
            (
                t,
                bound(f"set_{t.competence.pk}"),
                bound(f"reason_{t.competence.pk}"),
                bound(f"motive_{t.competence.pk}"),
            )
            for t in self.tallies
        ]

    def contested(self):
        """What the chair has to look at: split votes and what lacks, first."""
        return [
            row for row in self.rows() if row[0].is_split or not row[0].found or not row[0].found.is_acquired
        ]

    def unanimous(self):
        return [row for row in self.rows() if row not in self.contested()]

    def chosen(self):
        """What is set against the majority as the form stands, valid or not: competence id → acquired."""
        values = {t.competence.pk: self[f"set_{t.competence.pk}"].value() for t in self.tallies if t.votes}
        return {key: value == ACQUIRED for key, value in values.items() if value in (ACQUIRED, TO_EXPLORE)}

    def overrides(self):
        found = {}
        for tally in self.tallies:
            key = tally.competence.pk
            choice = self.cleaned_data.get(f"set_{key}", self.KEEP)
            if choice != self.KEEP:
                found[key] = (choice == ACQUIRED, self.cleaned_data[f"reason_{key}"])
        return found

    def motives(self):
        return {t.competence.pk: self.cleaned_data.get(f"motive_{t.competence.pk}", "") for t in self.tallies}


class SummonForm(forms.Form):
    day = DayField(label="Jour")
    hour = forms.TimeField(
        label="Heure",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%Hh%M", "%H h %M"],
        error_messages={"invalid": "Écrivez l’heure sous la forme 14:30."},
    )
    mode = forms.ChoiceField(label="Forme", choices=Mode, initial=Mode.ON_SITE, widget=forms.RadioSelect)
    place = forms.CharField(
        label="Lieu ou lien", max_length=300, help_text="Adresse et salle, ou lien de la visioconférence."
    )

    def starts_at(self):
        """The instant, in local time. An hour that the change of clocks skips does not exist."""
        naive = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(naive)


class PostponeForm(forms.Form):
    reason = TextField(label="Raison du report", rows=3, limit=2000)


class RecordInterviewForm(forms.Form):
    """Who came to the interview."""

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
