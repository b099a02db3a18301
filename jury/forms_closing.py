"""The chair's closing, field by field."""

from django import forms

from candidates.forms_kept import FieldForm, versions_of
from jury.models import ACQUIRED, TO_EXPLORE
from jury.selectors import what_lacks_in
from ui.forms import TextField

REASON_LIMIT, MOTIVE_LIMIT = 2000, 4000


class ClosingForm(forms.Form):
    """Per competence, the majority or another verdict with its reason; after the interview, the motive of
    what is not acquired. Fields are named by competence. `draft` holds what the chair wrote before, `lacked`
    what the reading found missing in each."""

    KEEP = ""

    def __init__(self, *args, tallies, with_motives, lacked, draft=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.tallies, self.draft, self.lacked = tallies, draft, lacked
        for tally in tallies:
            if tally.votes:
                self._add_verdict(tally.competence, "Non acquise" if with_motives else "À approfondir")
            if with_motives:
                self._add_motive(tally)
        if with_motives:
            self.fields["remarks"] = TextField(
                label="Observations du jury",
                required=False,
                rows=3,
                limit=MOTIVE_LIMIT,
                help_text="Elles figurent au procès-verbal, que lisent les membres du jury et les "
                "gestionnaires. La personne candidate ne les lit pas.",
            )
        for name, text in (draft.texts if draft else {}).items():
            if name in self.fields:
                self.initial[name] = text

    def _add_verdict(self, competence, no):
        choices = [(self.KEEP, "Suivre la majorité"), (ACQUIRED, "Acquise"), (TO_EXPLORE, no)]
        self.fields[f"set_{competence.pk}"] = forms.ChoiceField(
            label=f"Résultat collégial de {competence.code}", choices=choices, required=False
        )
        self.fields[f"reason_{competence.pk}"] = TextField(
            label=f"Raison écrite de la présidence pour {competence.code}",
            required=False,
            rows=2,
            limit=REASON_LIMIT,
        )

    def _add_motive(self, tally):
        self.fields[f"motive_{tally.competence.pk}"] = TextField(
            label=f"Motif pour {tally.competence.code}",
            required=False,
            rows=3,
            limit=MOTIVE_LIMIT,
            initial=self._motive_to_propose(tally),
            help_text="Obligatoire si la compétence n’est pas acquise ; la personne candidate le lit alors.",
        )

    def _motive_to_propose(self, tally):
        """What members found missing, where the majority does: elsewhere a minority's words would stand as
        the motive of a decision that went the other way. Without any vote, what they wrote on reading."""
        if not tally.votes:
            return self.lacked.get(tally.competence.pk, "")
        is_acquired = tally.found is not None and tally.found.is_acquired
        return "" if is_acquired else what_lacks_in(tally)

    def box(self, name):
        """A field with its version, for the page's script; None when this form has no such field."""
        if name not in self.fields:
            return None
        versions = versions_of(self.draft, {name: ""})
        client = self.draft.revisions.get(name, {}).get("client", "") if self.draft else ""
        return {"bound": self[name], "name": name, "number": versions[f"n_{name}"], "client": client}

    def remarks_box(self):
        return self.box("remarks")

    def rows(self):
        """[(tally, boxes of the verdict, its reason and the motive, each or None)], for the page."""
        return [
            (t, *(self.box(f"{name}_{t.competence.pk}") for name in ("set", "reason", "motive")))
            for t in self.tallies
        ]

    def contested(self):
        """What the chair has to look at: split votes first, then what nobody finds acquired."""
        rows = [r for r in self.rows() if r[0].is_split or not r[0].found or not r[0].found.is_acquired]
        return sorted(rows, key=lambda row: not row[0].is_split)

    def unanimous(self):
        contested = {row[0].competence.pk for row in self.contested()}
        return [row for row in self.rows() if row[0].competence.pk not in contested]

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

    def field_form(self, data, name):
        """The form of one of these fields that saves itself."""
        if name.startswith("set_"):
            return FieldForm(data, text=forms.ChoiceField(choices=self.fields[name].choices, required=False))
        limit = REASON_LIMIT if name.startswith("reason_") else MOTIVE_LIMIT
        return FieldForm(data, text=TextField(required=False, keeps_edges=True, limit=limit))
