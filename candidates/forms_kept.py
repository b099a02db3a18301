"""Forms whose fields are kept one by one: what is typed, and on which version of each field it was typed."""

import hashlib

from django import forms

from candidates.services.keeping import Change, revision_of
from rules.autosave import Attempt, Fate, both_texts
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

    def changes(self):
        """What was touched since the page was made. « Garder les deux » and « garder l’autre » are answered
        here (`choose_<field>`, the button that was pressed)."""
        found = {}
        for name in self.kept_names():
            text = self.text_of(name)
            choice = self.data.get(f"choose_{name}")
            if choice == "both":
                text = both_texts(clean_text(self.data.get(f"other_{name}", "")), text)
            elif choice == "other" or digest_of(text) == self.cleaned_data[f"h_{name}"]:
                continue
            found[name] = Change(text, Attempt(self.cleaned_data[f"n_{name}"] or 0, "", 0))
        return found


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
