"""The form of a situation: what is typed, and on which version of each field it was typed."""

import json
from dataclasses import dataclass

from django import forms

from candidates.forms_kept import KeptForm, digest_of
from candidates.services.keeping import TEXTS, revision_of, written_at
from ui.forms import LineField, TextField
from ui.templatetags.ui import at_when

TITLE_LIMIT = 200


def title_field(**kwargs):
    return LineField(label="Titre", max_length=TITLE_LIMIT, required=False, keeps_edges=True, **kwargs)


class SituationForm(KeptForm):
    """A situation as it is being written: nothing is required, a draft may be incomplete."""

    KEPT = (*TEXTS, "blocks")
    KEPT_PREFIX = "illustration_"

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = title_field(help_text="Quelques mots qui la feront reconnaître.")
    blocks = forms.ModelMultipleChoiceField(
        label="Blocs que cette situation illustre",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    context = TextField(
        label="Contexte",
        required=False,
        rows=4,
        keeps_edges=True,
        help_text="Le service, l’équipe, la période, ce qui était en jeu.",
    )
    presentation = TextField(
        label="Présentation",
        required=False,
        rows=8,
        keeps_edges=True,
        help_text="Votre rôle, ce qui s’est passé, ce que vous avez fait.",
    )
    analysis = TextField(
        label="Analyse",
        required=False,
        rows=8,
        keeps_edges=True,
        help_text="Ce que vous retenez de votre pratique : vos choix, leurs effets, ce que vous feriez "
        "autrement.",
    )

    def __init__(self, *args, blocks, **kwargs):
        super().__init__(*args, **kwargs)
        self.blocks = blocks
        field = self.fields["blocks"]
        field.queryset = type(blocks[0]).objects.filter(pk__in=[block.pk for block in blocks])
        if len(blocks) == 1:
            field.widget, field.initial = forms.MultipleHiddenInput(), [blocks[0].pk]
        for block in blocks:
            for competence in block.competences.all():
                self.fields[f"illustration_{competence.pk}"] = TextField(
                    label=f"Comment cette situation illustre {competence.code}",
                    required=False,
                    rows=4,
                    keeps_edges=True,
                )
        self.add_versions()

    def text_of(self, name):
        value = self.cleaned_data[name]
        return ",".join(sorted(block.code for block in value)) if name == "blocks" else value


def initial_of_situation(situation, form_names=()):
    """What the form shows of a situation that is kept. Needs its blocks and illustrations."""
    blocks = list(situation.blocks.all())
    texts = {name: getattr(situation, name) for name in TEXTS}
    texts |= {f"illustration_{i.competence_id}": i.text for i in situation.illustrations.all()}
    versions = {}
    for name in [*texts, *form_names, "blocks"]:
        kept = ",".join(sorted(b.code for b in blocks)) if name == "blocks" else texts.get(name, "")
        versions |= {f"n_{name}": revision_of(situation, name).number, f"h_{name}": digest_of(kept)}
    return {"key": situation.key, "blocks": [block.pk for block in blocks], **texts, **versions}


@dataclass(frozen=True)
class Box:
    """A field of the page with all that stands about it: its version and digest (hidden fields), the page
    that wrote it last, when, the passages linked in it, and what another window wrote (a Kept)."""

    name: str
    bound: object
    version: object
    digest: object
    client: str
    at: str
    passages: tuple
    other: object
    closed: str  # why a returned dossier does not let it change; empty when it does

    @property
    def number(self):
        return self.version.value() or 0

    @property
    def typed(self):
        return self.bound.value()

    @property
    def passages_json(self):
        return json.dumps([passage_facts(p) for p in self.passages])


def passage_facts(passage):
    """What the page's script knows of a passage; `start` and `end` count code points."""
    return {
        "pk": passage.pk,
        "start": passage.start,
        "end": passage.end,
        "code": passage.competence.code,
        "title": passage.competence.title,
    }


class BoxMaker:
    """Makes the boxes of one page. `situation` is None on a new one; `others` maps a field to the Kept
    that another window wrote; `openings` says what a returned dossier lets change."""

    def __init__(self, form, situation, others, openings):
        self.form, self.situation, self.others, self.openings = form, situation, others, openings

    def box(self, name):
        kept = self.situation
        written = written_at(kept, name) if kept else None
        closed = self.openings.reason(kept, name)
        if closed:
            self.form.fields[name].widget.attrs["readonly"] = True
        return Box(
            name=name,
            bound=self.form[name],
            version=self.form[f"n_{name}"],
            digest=self.form[f"h_{name}"],
            client=revision_of(kept, name).client if kept else "",
            at=at_when(written) if written else "",
            passages=tuple(p for p in kept.passages.all() if p.field == name) if kept else (),
            other=self.others.get(name),
            closed=closed,
        )

    def texts(self):
        return [self.box(name) for name in ("context", "presentation", "analysis")]

    def title(self):
        return self.box("title")

    def blocks(self):
        return self.box("blocks")

    def illustrations(self):
        """[(block, [(competence, box)])]."""
        return [
            (block, [(c, self.box(f"illustration_{c.pk}")) for c in block.competences.all()])
            for block in self.form.blocks
        ]


class PassageForm(forms.Form):
    """A passage chosen in a text: code points, not the browser's UTF-16 units."""

    field = forms.ChoiceField(choices=[(name, name) for name in ("context", "presentation", "analysis")])
    competence = forms.IntegerField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    number = forms.IntegerField(min_value=0)
