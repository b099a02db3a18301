"""Replacing or keeping what looks like a mention of a person; a dossier is submitted once each is decided."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from audit.services import record
from candidates.models import Attachment, Candidate, Dossier, Illustration, KeptMention, Passage, Situation
from candidates.models.writing import PassageField
from candidates.services.completion import check_may_change, openings_of
from candidates.states import DossierState
from rules.anonymisation import Finding, check_anonymised, findings_in, sentence_around, suggestion
from rules.errors import DomainError, PersonsNamed
from rules.passages import Span, shifted
from ui.forms import TEXT_LIMIT

TITLE_LIMIT = 200
FIELDS = {"title": "Titre", "context": "Contexte", "presentation": "Présentation", "analysis": "Analyse"}


class MentionGone(DomainError):
    """The text is no longer the one that the page showed."""


@dataclass(frozen=True)
class Place:
    """One text of a dossier: `row` holds it under `field`; `situation` is what it belongs to, or None."""

    row: object
    field: str
    label: str
    situation: object = None

    @property
    def key(self):
        """« situation-12-analysis »: how a form names it."""
        return f"{self.row._meta.model_name}-{self.row.pk}-{self.field}"

    @property
    def text(self):
        return getattr(self.row, self.field)

    @property
    def digest(self):
        """What the page was read on: a text that changed since is not written over."""
        return sha256(self.text.encode()).hexdigest()[:16]

    @property
    def limit(self):
        return TITLE_LIMIT if self.field in ("title", "label") else TEXT_LIMIT

    @property
    def opening(self):
        """The place of a completion that it belongs to."""
        return {Illustration: "illustrations", Attachment: "attachments"}.get(type(self.row), self.field)


@dataclass(frozen=True)
class Mention:
    """A finding, where it stands, and whether the candidate chose to keep it."""

    place: Place
    finding: Finding
    is_kept: bool

    @property
    def words(self):
        """(before, after): what stands around it in its sentence."""
        return sentence_around(self.place.text, self.finding)

    @property
    def suggestion(self):
        return suggestion(self.finding)

    @property
    def key(self):
        return f"{self.place.key}-{self.finding.start}"


def places_of(dossier):
    """Every text that the jury will read; needs `dossier_with_text` and its annexes."""
    found = []
    for rank, situation in enumerate(dossier.situations.all(), 1):
        name = f"Situation {rank}"
        found += [Place(situation, field, f"{name}, {label}", situation) for field, label in FIELDS.items()]
        found += [
            Place(illustration, "text", f"{name}, illustration de {illustration.competence.code}", situation)
            for illustration in situation.illustrations.all()
        ]
    found += [
        Place(attachment, "label", f"Annexe {attachment.position}, intitulé")
        for attachment in dossier.attachments.all()
    ]
    return found


def mentions_of(dossier):
    """Every mention where the candidate may write; what is closed was decided when it was submitted."""
    openings = openings_of(dossier)
    kept = {(mention.kind, mention.text) for mention in dossier.kept_mentions.all()}
    return [
        Mention(place, finding, _is_kept(finding, kept))
        for place in places_of(dossier)
        if openings.allow(place.situation, place.opening)
        for finding in findings_in(place.text)
    ]


def _is_kept(finding, kept):
    return not finding.kind.is_blocking and (finding.kind.value, finding.text) in kept


def undecided_in(mentions):
    return [mention for mention in mentions if not mention.is_kept]


def check_anonymous(dossier):
    """Raises PersonsNamed while a mention of the dossier is neither replaced nor kept."""
    check_anonymised([mention.finding for mention in undecided_in(mentions_of(dossier))])


def _lock_writable(dossier):
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = (
        Dossier.objects.select_for_update(of=("self",))
        .prefetch_related("situations__illustrations__competence", "attachments")
        .get(pk=dossier.pk)
    )
    if not dossier.is_writable:
        raise DomainError(
            f"Ce dossier est à l’état « {DossierState(dossier.state).label} » : son texte ne change plus."
        )
    return dossier


@transaction.atomic
def replace_mention(dossier, *, place_key, text_digest, start, end, instead, by, at):
    """Write `instead` over characters `start` to `end` of a text, if it is still the one the page showed."""
    dossier = _lock_writable(dossier)
    place = next((place for place in places_of(dossier) if place.key == place_key), None)
    if place is None or place.digest != text_digest or not start < end <= len(place.text):
        raise MentionGone(
            "Ce texte a changé depuis que cette page est ouverte : rien n’a été remplacé. Relisez la mention "
            "ci-dessous, telle qu’elle est maintenant."
        )
    check_may_change(dossier, place.situation, place.opening)
    if instead.endswith(".") and place.text[end : end + 1] == ".":
        end += 1  # « Mme D. » at the end of a sentence: one full stop
    text = place.text[:start] + instead + place.text[end:]
    if len(text) > place.limit:
        raise DomainError(
            f"Ce texte dépasserait {place.limit} caractères : écrivez un remplacement plus court.",
            field="instead",
        )
    _write(place, text, at=at)
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])
    # the trail says that it was done, never what was taken out
    record("mention.replaced", actor=by, target=dossier, at=at, place=place.label)


def _write(place, text, *, at):
    """Write a text, keep its passages in step, and number the writing: a page open on it will say so."""
    row, situation, field = place.row, place.situation, place.field
    before = place.text
    setattr(row, field, text)
    row.save(update_fields=[field])
    if situation is None:
        return
    name = f"illustration_{row.competence_id}" if isinstance(row, Illustration) else field
    number = situation.revisions.get(name, {}).get("n", 0) + 1
    situation.revisions[name] = {"n": number, "client": "", "seq": 0, "at": at.isoformat()}
    situation.save(update_fields=["revisions"])
    if isinstance(row, Situation) and field in PassageField.values:
        _move_passages(situation, field, before, text)


def _move_passages(situation, field, before, after):
    passages = list(situation.passages.filter(field=field))
    spans = shifted(before, after, [Span(p.start, p.end) for p in passages])
    moved = {(p.competence_id, s.start, s.end) for p, s in zip(passages, spans, strict=True) if s}
    situation.passages.filter(field=field).delete()
    Passage.objects.bulk_create(
        Passage(situation=situation, field=field, competence_id=competence, start=start, end=end)
        for competence, start, end in sorted(moved)
    )


@transaction.atomic
def keep_mention(dossier, *, kind, text, by, at):
    """Keep these words on purpose, wherever the dossier says them; never a social security number."""
    dossier = _lock_writable(dossier)
    found = [
        m.finding for m in mentions_of(dossier) if (m.finding.kind.value, m.finding.text) == (kind, text)
    ]
    if not found:
        raise MentionGone("Cette mention n’est plus dans votre texte : rien n’est à garder.")
    if found[0].kind.is_blocking:
        raise PersonsNamed(
            "Un numéro de sécurité sociale ne se garde pas : remplacez-le, ou retirez-le de votre texte."
        )
    _mention, is_new = KeptMention.objects.get_or_create(
        dossier=dossier, kind=kind, text=text, defaults={"kept_at": at}
    )
    if is_new:
        record("mention.kept", actor=by, target=dossier, at=at, kind=kind)


@transaction.atomic
def reconsider_mention(dossier, *, kind, text, by, at):
    """Take back the choice of keeping these words."""
    dossier = _lock_writable(dossier)
    deleted, _ = dossier.kept_mentions.filter(kind=kind, text=text).delete()
    if deleted:
        record("mention.reconsidered", actor=by, target=dossier, at=at, kind=kind)
