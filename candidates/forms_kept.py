"""Forms whose fields are kept one by one: what is typed, and on which version of each field it was typed."""

import hashlib

from django import forms
from django.core.exceptions import BadRequest

from candidates.services.keeping import Change, Kept, revision_of
from rules.autosave import Attempt, Fate, both_on_one_line, both_texts
from rules.french import count
from ui.forms import TextField, clean_text
from ui.templatetags.ui import at_when


def digest_of(text):
    """Tells a field that was not touched from one that was, without sending the text twice."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class KeptForm(forms.Form):
    """Each field that is kept comes with its version (`n_<field>`) and a digest of what it held
    (`h_<field>`), so that without a script a field left alone disputes nothing."""

    # the fields kept, when they are there, and what begins the names of those made for each competence
    KEPT = ()
    KEPT_PREFIX = None

    def kept_names(self):
        """Every field that is kept by itself, with its own version."""
        named = [name for name in self.KEPT if name in self.fields]
        if self.KEPT_PREFIX is None:
            return named
        return [*named, *(name for name in self.fields if name.startswith(self.KEPT_PREFIX))]

    def add_versions(self):
        for name in self.kept_names():
            self.fields[f"n_{name}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9
            )
            self.fields[f"h_{name}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=16
            )

    def text_of(self, name):
        """What was typed in a field, as one text."""
        return self.cleaned_data[name]

    def _other(self, name):
        return clean_text(self.data.get(f"other_{name}", ""))

    def clean(self):
        """« Garder les deux » makes a text that nobody typed: it is held to its field's limit too."""
        cleaned = super().clean()
        for name in self.kept_names():
            if self.data.get(f"choose_{name}") == "both" and name in cleaned:
                self._join(name, cleaned)
        return cleaned

    def _join(self, name, cleaned):
        field = self.fields[name]
        if not isinstance(field, forms.CharField):
            self.add_error(name, "Une seule réponse se garde ici : choisissez l’une ou l’autre.")
            return
        join = both_texts if isinstance(field.widget, forms.Textarea) else both_on_one_line
        joined = join(self._other(name), cleaned[name])
        if len(joined) > field.max_length:
            self.add_error(
                name,
                f"Ensemble, les deux textes font {count(len(joined), 'caractère')}, et ce champ en tient "
                f"{field.max_length} au plus : raccourcissez celui d’ici, ou n’en gardez qu’un.",
            )
            return
        cleaned[name] = joined

    def changes(self):
        """What was touched since the page was made. « Garder les deux » and « garder l’autre » are answered
        here (`choose_<field>`, the button that was pressed)."""
        found = {}
        for name in self.kept_names():
            text, choice = self.text_of(name), self.data.get(f"choose_{name}")
            is_untouched = digest_of(text) == self.cleaned_data[f"h_{name}"]
            if choice == "other" or (is_untouched and choice != "both"):
                continue
            found[name] = Change(text, Attempt(self.cleaned_data[f"n_{name}"] or 0, "", 0))
        return found

    def disputed(self):
        """The fields that stood beside another text on the page that was sent, with that text: when the page
        is refused, whatever for, both are shown again."""
        named = [name for name in self.kept_names() if self._other(name)] if self.is_bound else []
        numbers = {name: self.cleaned_data.get(f"n_{name}") or 0 for name in named}
        return {name: Kept(Fate.CONFLICT, self._other(name), numbers[name], None) for name in named}


def versions_of(kept, texts):
    """The version and digest of each field of `texts`, for a form's `initial`. `kept` holds `revisions`."""
    return {f"n_{name}": revision_of(kept, name).number if kept else 0 for name in texts} | {
        f"h_{name}": digest_of(text) for name, text in texts.items()
    }


class FieldForm(forms.Form):
    """One field that saves itself: its text, the version it was typed on, the open page and its count."""

    base = forms.IntegerField(min_value=0, max_value=10**9)
    client = forms.CharField(max_length=40)
    seq = forms.IntegerField(min_value=1, max_value=10**9)
    is_new = forms.BooleanField(required=False)

    def __init__(self, *args, text=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = text or TextField(required=False, keeps_edges=True)

    def clean_text(self):
        if "text" not in self.data:
            # An empty text erases what is kept, and is sent as such: an absent one is no page of ours.
            raise BadRequest("A field that saves itself came without its text.")
        return clean_text(self.cleaned_data["text"])

    def change(self):
        data = self.cleaned_data
        return Change(data["text"], Attempt(data["base"], data["client"], data["seq"]))


def kept_facts(kept, *, typed):
    """What the page's script is told of a field after a save; `text` only when it is not what was typed."""
    facts = {
        "state": "conflict" if kept.fate is Fate.CONFLICT else "saved",
        "number": kept.number,
        "at": at_when(kept.at),
    }
    return facts if kept.text == typed.replace("\r\n", "\n") else facts | {"text": kept.text}
