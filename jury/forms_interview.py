"""Forms of interviews: dates offered, the one chosen, who sits."""

from django import forms

from jury.models import InterviewSlot, Mode
from ui.forms import HOUR_SKIPPED, DayField, LineField, TextField, instant_of
from ui.templatetags.ui import moment

ROWS = 6


def hour_field(label):
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%Hh%M", "%H h %M"],
        error_messages={"invalid": "Écrivez l’heure sous la forme 14:30."},
    )


class SlotsForm(forms.Form):
    """Up to six dates at once, all of the same form; rows left empty do not count."""

    mode = forms.ChoiceField(label="Forme", choices=Mode, initial=Mode.ON_SITE, widget=forms.RadioSelect)
    place = LineField(
        label="Lieu ou lien", max_length=300, help_text="Adresse et salle, ou lien de la visioconférence."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rank in range(1, ROWS + 1):
            self.fields[f"day_{rank}"] = DayField(label=f"Créneau {rank} : jour", required=False)
            self.fields[f"hour_{rank}"] = hour_field(f"Créneau {rank} : heure")

    def rows(self):
        return [(rank, self[f"day_{rank}"], self[f"hour_{rank}"]) for rank in range(1, ROWS + 1)]

    def clean(self):
        cleaned = super().clean()
        for rank in range(1, ROWS + 1):
            day, hour = cleaned.get(f"day_{rank}"), cleaned.get(f"hour_{rank}")
            if day and hour is None and f"hour_{rank}" not in self.errors:
                self.add_error(f"hour_{rank}", "Écrivez aussi l’heure.")
            if hour is not None and not day and f"day_{rank}" not in self.errors:
                self.add_error(f"day_{rank}", "Écrivez aussi le jour.")
            if day and hour is not None and instant_of(day, hour) is None:
                self.add_error(f"hour_{rank}", HOUR_SKIPPED)
        return cleaned

    def starts(self):
        """The instants, in local time."""
        days = [
            (self.cleaned_data.get(f"day_{n}"), self.cleaned_data.get(f"hour_{n}"))
            for n in range(1, ROWS + 1)
        ]
        return [instant_of(day, hour) for day, hour in days if day]


class SlotField(forms.ModelChoiceField):
    def label_from_instance(self, slot):
        return f"{moment(slot.starts_at)} ({slot.minutes}\u00a0minutes)"


class ChooseSlotForm(forms.Form):
    slot = SlotField(
        label="Le créneau qui vous convient",
        queryset=InterviewSlot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choisissez un créneau.",
            "invalid_choice": "Ce créneau n’est plus proposé : choisissez-en un autre.",
        },
    )

    def __init__(self, *args, examination, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = examination.slots.open()


class DeclineSlotsForm(forms.Form):
    reason = TextField(
        label="Quand êtes-vous disponible ?",
        rows=3,
        limit=1000,
        help_text="Le jury proposera d’autres dates.",
    )


class SittingForm(forms.Form):
    """Who sits, ticked by the chair: but for their own seat, nothing is ticked for them."""

    present = forms.ModelMultipleChoiceField(
        label="Membres présents",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez les membres présents."},
    )

    def __init__(self, *args, examination, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = examination.seats.sitting().select_related("juror")
