"""Forms of a return for completion, and of the review of mentions. They check shape; rules check sense."""

from django import forms

from candidates.models import CompletionPlace
from ui.forms import DayField, LineField, TextField

POINT_LIMIT, ANSWER_LIMIT, INSTEAD_LIMIT = 2_000, 4_000, 300
FIRST_ROWS, MORE_ROWS, LAST_ROW = 3, 3, 30
OF_A_SITUATION = [
    CompletionPlace.CONTEXT,
    CompletionPlace.PRESENTATION,
    CompletionPlace.ANALYSIS,
    CompletionPlace.ILLUSTRATIONS,
]
OF_THE_DOSSIER = [CompletionPlace.SITUATIONS, CompletionPlace.ATTACHMENTS]


class ReturnForm(forms.Form):
    """What to complete, where, until when. As many points as rows; empty rows are no points."""

    until = DayField(label="À compléter jusqu’au", help_text="Ce jour compris, jusqu’à minuit.")
    opens_all = forms.BooleanField(
        label="Rouvrir tout le dossier",
        required=False,
        help_text="Sinon, seul ce que désignent les points peut changer.",
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, situations, **kwargs):
        super().__init__(*args, **kwargs)
        self.situations = {situation.pk: situation for situation in situations}
        self.ranks = range(1, self._rows() + 1)
        self.initial["rows"] = len(self.ranks)
        for rank in self.ranks:
            self.fields[f"text_{rank}"] = TextField(
                label=f"Point {rank} : ce qui est à compléter", required=False, rows=3, limit=POINT_LIMIT
            )
            self.fields[f"place_{rank}"] = forms.ChoiceField(
                label="Où", choices=self._places(), required=False
            )

    def _rows(self):
        given = str((self.data if self.is_bound else self.initial).get("rows", ""))
        rows = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else FIRST_ROWS
        return min(max(rows, 1), LAST_ROW)

    def with_more_rows(self):
        """The same page with room for more points, everything typed still there."""
        typed = self.data.dict() | {
            "rows": min(len(self.ranks) + MORE_ROWS, LAST_ROW),
            "opens_all": "opens_all" in self.data,
        }
        if self.is_valid() or "until" not in self.errors:
            typed["until"] = self.cleaned_data["until"]  # as a browser's date picker reads it
        return type(self)(initial=typed, situations=self.situations.values())

    def _places(self):
        """« Situation 1, contexte »…: every place that a point may reopen."""
        return [
            ("", "Choisir"),
            *(
                (
                    f"Situation {rank} · {situation}",
                    [
                        (f"{place.value}:{situation.pk}", f"Situation {rank}, {place.label.lower()}")
                        for place in OF_A_SITUATION
                    ],
                )
                for rank, situation in enumerate(self.situations.values(), 1)
            ),
            ("Le dossier", [(place.value, place.label) for place in OF_THE_DOSSIER]),
        ]

    def point_fields(self):
        """[(rank, text, place)], for the page."""
        return [(rank, self[f"text_{rank}"], self[f"place_{rank}"]) for rank in self.ranks]

    def clean(self):
        found = super().clean()
        for rank in self.ranks:
            text, place = found.get(f"text_{rank}"), found.get(f"place_{rank}")
            if text and not place and not found.get("opens_all"):
                self.add_error(f"place_{rank}", "Choisissez où ce point est à compléter.")
            if place and not text and f"text_{rank}" not in self.errors:
                self.add_error(f"text_{rank}", "Écrivez ce qui est à compléter à cet endroit.")
        return found

    def points(self):
        """[(place, situation or None, text)], without the empty rows."""
        found = []
        for rank in self.ranks:
            if text := self.cleaned_data[f"text_{rank}"]:
                place, _, pk = self.cleaned_data[f"place_{rank}"].partition(":")
                found.append((place, self.situations[int(pk)] if pk else None, text))
        return found


class ExtendForm(forms.Form):
    until = DayField(label="Nouvelle date", help_text="Ce jour compris, jusqu’à minuit.")


class AnswersForm(forms.Form):
    """The candidate's answers, point by point; incomplete is fine until the dossier is submitted."""

    def __init__(self, *args, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.points = list(points)
        for point in self.points:
            self.fields[f"answer_{point.position}"] = TextField(
                label=f"Votre réponse au point {point.position}",
                required=False,
                rows=4,
                limit=ANSWER_LIMIT,
                initial=point.answer,
            )

    def rows(self):
        """[(point, bound field)], for the page."""
        return [(point, self[f"answer_{point.position}"]) for point in self.points]

    def answers(self):
        return {point.position: self.cleaned_data[f"answer_{point.position}"] for point in self.points}


class ReplaceForm(forms.Form):
    """One mention to replace: where it stood when the page was opened, and what to write instead."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=80)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=16)
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=TextField().max_length)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=TextField().max_length)
    instead = LineField(
        label="Remplacer par",
        max_length=INSTEAD_LIMIT,
        error_messages={
            "required": "Écrivez ce qui prend la place de cette mention, par exemple « une collègue »."
        },
    )


class DecideForm(forms.Form):
    """Words kept on purpose, or no longer."""

    kind = forms.CharField(widget=forms.HiddenInput, max_length=12)
    text = forms.CharField(widget=forms.HiddenInput, max_length=300, strip=False)
