"""Keeping what is typed: field by field, on the version it was typed on, nothing being overwritten unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.dateparse import parse_datetime

from audit.services import record
from candidates.models import Illustration, Passage, Situation
from candidates.models.writing import PassageField
from candidates.services.completion import check_may_change, openings_of
from candidates.services.writing import lock_writable
from referentials.models import Competence
from rules.autosave import Attempt, Fate, Revision, fate_of
from rules.errors import DomainError
from rules.passages import Span, shifted

TEXTS = ("title", "context", "presentation", "analysis")
SITTING = timedelta(minutes=15)  # one trace a sitting, not one a sentence


class SituationGone(DomainError):
    """The situation was removed, perhaps in another window."""


FIRST = Attempt(0, "", 0)


@dataclass(frozen=True)
class Change:
    """What was typed in a field, and on which version of it. Blocks are told by their codes, with commas."""

    text: str
    attempt: Attempt = FIRST


@dataclass(frozen=True)
class Kept:
    """What stands in a field after a save: with `Fate.CONFLICT` somebody else's text. `passages` are those
    linked in it, each with its competence."""

    fate: Fate
    text: str
    number: int
    at: object
    passages: Sequence[Passage] = ()


def revision_of(situation, name):
    kept = situation.revisions.get(name, {})
    return Revision(kept.get("n", 0), kept.get("client", ""), kept.get("seq", 0))


def written_at(situation, name):
    """When this field was last written; None while it never was."""
    moment = situation.revisions.get(name, {}).get("at")
    return parse_datetime(moment) if moment else None


def passages_in(situation, field):
    """Those linked in one text, with their competences."""
    return situation.passages.filter(field=field).select_related("competence")


class _Pen:
    """Writes the fields of one situation under the dossier's lock."""

    def __init__(self, dossier, situation, at):
        self.dossier, self.situation, self.at = dossier, situation, at
        self.openings = openings_of(dossier)
        self.is_touched = False
        self.passages = {}  # field → those linked in it, once they were read

    def text_of(self, name):
        if name in TEXTS:
            return getattr(self.situation, name)
        if name == "blocks":
            return ",".join(sorted(block.code for block in self.situation.blocks.all()))
        illustration = self.situation.illustrations.filter(competence_id=self._competence(name)).first()
        return illustration.text if illustration else ""

    def save(self, name, change):
        kept = self.text_of(name)
        fate = fate_of(change.attempt, revision_of(self.situation, name), is_same_text=change.text == kept)
        if fate is Fate.WRITE:
            self.openings.check(self.situation, name, field=name)
            self._write(name, kept, change)
            kept = self.text_of(name)
        number = revision_of(self.situation, name).number
        at = written_at(self.situation, name) or self.at
        return Kept(fate, kept, number, at, self._passages_in(name))

    def _passages_in(self, name):
        if name not in PassageField.values:
            return []
        if name not in self.passages:
            self.passages[name] = list(passages_in(self.situation, name))
        return self.passages[name]

    def _write(self, name, before, change):
        number = revision_of(self.situation, name).number + 1
        self.situation.revisions[name] = {
            "n": number,
            "client": change.attempt.client,
            "seq": change.attempt.seq,
            "at": self.at.isoformat(),
        }
        if name in TEXTS:
            setattr(self.situation, name, change.text)
            self._keep_passages(name, before, change.text)
        elif name == "blocks":
            self._write_blocks({code for code in change.text.split(",") if code})
        else:
            self._write_illustration(self._competence(name), change.text)
        self.situation.save(update_fields=[*({name} & set(TEXTS)), "revisions"])
        self.is_touched = True

    def _keep_passages(self, field, before, after):
        """Move the passages with their words. Written anew together: moved one by one, two that follow
        each other would meet on the way."""
        passages = self._passages_in(field)
        if not passages:
            return
        spans = shifted(before, after, [Span(p.start, p.end) for p in passages])
        moved = {
            (p.competence_id, span.start, span.end) for p, span in zip(passages, spans, strict=True) if span
        }
        if moved != {(p.competence_id, p.start, p.end) for p in passages}:
            self.situation.passages.filter(field=field).delete()
            Passage.objects.bulk_create(
                Passage(situation=self.situation, field=field, competence_id=competence, start=start, end=end)
                for competence, start, end in sorted(moved)
            )
            del self.passages[field]

    def _write_blocks(self, codes):
        """The blocks ticked, and those that something here already illustrates: no text is dropped for a
        missing tick."""
        proven = {i.competence.block_id for i in self.situation.illustrations.select_related("competence")}
        proven |= {p.competence.block_id for p in self.situation.passages.select_related("competence")}
        targeted = [link.block for link in self.dossier.targets.select_related("block")]
        only = len(targeted) == 1
        self.situation.blocks.set([b for b in targeted if only or b.code in codes or b.pk in proven])

    def _write_illustration(self, competence, text):
        if not text.strip():
            self.situation.illustrations.filter(competence_id=competence).delete()
            return
        Illustration.objects.update_or_create(
            situation=self.situation, competence_id=competence, defaults={"text": text}
        )
        self.situation.blocks.add(Competence.objects.get(pk=competence).block_id)

    def _competence(self, name):
        return int(name.removeprefix("illustration_"))


def _find(dossier, key, *, may_create):
    """The situation of that key, written anew when its page was just opened on nothing."""
    situation = Situation.objects.filter(dossier=dossier, key=key).first()
    if situation is None:
        if not may_create:
            raise SituationGone(
                "Cette situation a été retirée du dossier. Copiez votre texte avant de quitter la page."
            )
        last = dossier.situations.order_by("-position").values_list("position", flat=True).first() or 0
        situation = Situation.objects.create(dossier=dossier, position=last + 1, key=key)
        targets = list(dossier.targets.all())
        if len(targets) == 1:
            situation.blocks.add(targets[0].block_id)
    return situation


@transaction.atomic
def save_fields(dossier, key, changes: Mapping[str, Change], *, is_new, by, at):
    """Write fields of the situation `key`: (situation, {field: Kept}). Incomplete is fine: it is a draft.

    `is_new` comes from the empty page of a new situation: the first save makes it, the next ones find it.
    A field that somebody else changed since it was typed on is left as it stands, and said so. Raises
    TextClosed, SituationGone, and PlaceClosed where a returned dossier was not reopened.
    """
    dossier = lock_writable(dossier)
    is_made = is_new and not dossier.situations.filter(key=key).exists()
    situation = _find(dossier, key, may_create=is_new)
    pen = _Pen(dossier, situation, at)
    order = sorted(changes, key=lambda name: name == "blocks")
    kept = {name: pen.save(name, changes[name]) for name in order}
    if pen.is_touched or is_made:
        trace_writing(dossier, situation, by=by, at=at, is_made=is_made)
    return situation, kept


def trace_writing(dossier, situation, *, by, at, is_made=False):
    """Date the draft; leave a trace of each new situation, then one a sitting."""
    if is_made or dossier.saved_at == dossier.created_at or at - dossier.saved_at > SITTING:
        record("situation.saved", actor=by, target=situation, about=[dossier], at=at)
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])


def write_situation(dossier, *, texts, blocks, illustrations, by, at):
    """Write a whole new situation at once. `illustrations` maps a competence to its text."""
    changes = {name: Change(text) for name, text in texts.items()}
    changes |= {f"illustration_{c.pk}": Change(text) for c, text in illustrations.items()}
    changes["blocks"] = Change(",".join(sorted(block.code for block in blocks)))
    situation, _kept = save_fields(dossier, uuid4(), changes, is_new=True, by=by, at=at)
    return situation


@transaction.atomic
def link_passage(dossier, situation, competence, *, field, start, end, number, by, at):
    """Link a stretch of a text to the competence it illustrates. `number` is the version of the text that
    `start` and `end` were counted on. Raises DomainError when the text has moved since."""
    dossier = lock_writable(dossier)
    situation = Situation.objects.get(pk=situation.pk)
    check_may_change(dossier, situation, "passages")
    text = getattr(situation, PassageField(field).value)
    if revision_of(situation, field).number != number:
        raise DomainError("Ce texte a changé entre-temps : sélectionnez de nouveau le passage.")
    quote = text[start:end]
    start, end = start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())
    if not quote.strip():
        raise DomainError("Sélectionnez d’abord un passage du texte.")
    passage, is_new = Passage.objects.get_or_create(
        situation=situation, competence=competence, field=field, start=start, end=end
    )
    situation.blocks.add(competence.block_id)
    if is_new:
        trace_writing(dossier, situation, by=by, at=at)
    return passage


@transaction.atomic
def unlink_passage(passage, *, by, at):
    """The text stays; it no longer stands for that competence."""
    dossier = lock_writable(passage.situation.dossier)
    check_may_change(dossier, passage.situation, "passages")
    trace_writing(dossier, passage.situation, by=by, at=at)
    passage.delete()
