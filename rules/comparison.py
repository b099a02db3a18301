"""What changed from one version of a dossier to the next: word by word, field by field.

Nothing is judged here. Reading the pieces that are not « added » gives back the former text, and those that
are not « removed » the new one, to the character.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
SENTENCES = re.compile(r"[^.!?…\n]*[.!?…\n]+\s*|[^.!?…\n]+")
EFFORT = 400_000  # steps for one text, three times as many for a whole dossier: beyond, what is left is
# shown as replaced whole
RELATED = 4  # two sentences that share less than a fourth of the shorter one are two sentences
FURTHEST = 600  # differences searched for between two stretches


class Kind(Enum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that is not the same in both versions."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind is not Kind.ADDED)

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind is not Kind.REMOVED)

    @property
    def left(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.kind is not Kind.ADDED)

    @property
    def right(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.kind is not Kind.REMOVED)


@dataclass(frozen=True)
class Section:
    """A situation, or the annexes, with what changed in it; `state` is « added », « removed » or
    « changed »."""

    title: str
    state: str
    fields: tuple[FieldChange, ...]


class _Effort:
    """Steps left: what keeps two hostile texts from holding a page for minutes."""

    def __init__(self, steps: int) -> None:
        self.left = steps


def compare_texts(before: str, after: str, *, effort: int = EFFORT) -> tuple[Piece, ...]:
    """Sentences first, then the words of those that changed."""
    return _compare(before, after, _Effort(effort))


def _compare(before: str, after: str, steps: _Effort) -> tuple[Piece, ...]:
    if before == after:
        return (Piece(Kind.SAME, before),) if before else ()
    found: list[Piece] = []
    for old, new, is_same in _aligned(SENTENCES.findall(before), SENTENCES.findall(after), steps):
        if is_same:
            found.append(Piece(Kind.SAME, "".join(old)))
        else:
            found += _words("".join(old), "".join(new), steps)
    return _joined(found)


def _words(before: str, after: str, steps: _Effort) -> Iterator[Piece]:
    runs = list(_aligned(WORDS.findall(before), WORDS.findall(after), steps))
    shared = sum(_letters(old) for old, _new, is_same in runs if is_same)
    if RELATED * shared < min(_letters(before), _letters(after)):
        runs = [([before], [after], False)]
    for rank, (old, new, is_same) in enumerate(runs):
        # a lone space or comma between two changes is part of the change: it reads better so
        if is_same and not (0 < rank < len(runs) - 1 and not any(word.isalnum() for word in old)):
            yield Piece(Kind.SAME, "".join(old))
        else:
            yield Piece(Kind.REMOVED, "".join(old))
            yield Piece(Kind.ADDED, "".join(new))


def _letters(words: Sequence[str]) -> int:
    return sum(letter.isalnum() for word in words for letter in word)


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind made one, the removed before the added between two same ones."""
    found: list[Piece] = []
    for is_same, run in groupby(pieces, key=lambda piece: piece.kind is Kind.SAME):
        group = list(run)
        for kind in (Kind.SAME,) if is_same else (Kind.REMOVED, Kind.ADDED):
            if text := "".join(piece.text for piece in group if piece.kind is kind):
                found.append(Piece(kind, text))
    return tuple(found)


Run = tuple[Sequence[str], Sequence[str], bool]


def _aligned(old: Sequence[str], new: Sequence[str], steps: _Effort) -> Iterator[Run]:
    """(old, new, same?) runs that cover both sides in order."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    if head:
        yield old[:head], new[:head], True
    yield from _myers(old[head : len(old) - tail], new[head : len(new) - tail], steps)
    if tail:
        yield old[len(old) - tail :], new[len(new) - tail :], True


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    shared = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def _myers(old: Sequence[str], new: Sequence[str], steps: _Effort) -> Iterator[Run]:
    """The shortest edit script (Myers, 1986), given up for « all replaced » when it is too far to find."""
    if not old or not new:
        if old or new:
            yield old, new, False
        return
    trail = _trail(old, new, steps)
    if trail is None:
        yield old, new, False
        return
    x, y = len(old), len(new)
    runs: list[Run] = []
    for distance in range(len(trail) - 1, -1, -1):
        furthest, k = trail[distance], x - y
        down = k == -distance or (k != distance and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
        from_k = k + 1 if down else k - 1
        from_x = furthest.get(from_k, 0) if distance else 0
        from_y = from_x - from_k if distance else 0
        start_x, start_y = (from_x, from_y + 1) if down else (from_x + 1, from_y)
        if not distance:
            start_x, start_y = 0, 0
        if x > start_x:
            runs.append((old[start_x:x], new[start_y:y], True))
        if distance:
            runs.append((old[from_x:start_x], new[from_y:start_y], False))
        x, y = from_x, from_y
    yield from _gathered(reversed(runs))


def _trail(old: Sequence[str], new: Sequence[str], steps: _Effort) -> list[dict[int, int]] | None:
    """For each distance, how far each diagonal had come before it; None when the effort is spent."""
    furthest: dict[int, int] = {1: 0}
    trail: list[dict[int, int]] = []
    for distance in range(min(len(old) + len(new), FURTHEST) + 1):
        trail.append(dict(furthest))
        steps.left -= 2 * distance + 1
        for k in range(-distance, distance + 1, 2):
            down = k == -distance or (k != distance and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            start = x
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            steps.left -= x - start
            furthest[k] = x
            if x >= len(old) and x - k >= len(new):
                return trail
        if steps.left <= 0:
            return None
    return None


def _gathered(runs: Iterator[Run]) -> Iterator[Run]:
    for is_same, group in groupby(runs, key=lambda run: run[2]):
        old: list[str] = []
        new: list[str] = []
        for one, other, _same in group:
            old += one
            new += other
        yield old, new, is_same


# --- a whole dossier ---------------------------------------------------------------------------------------

Content = Mapping[str, Any]
TEXTS = {
    "title": "Titre",
    "context": "Contexte",
    "presentation": "Présentation",
    "analysis": "Analyse",
}


def compare_versions(before: Content, after: Content) -> tuple[Section, ...]:
    """What changed between two frozen contents, situation by situation, then the annexes."""
    labels = {block["code"]: block["label"] for block in [*before["blocks"], *after["blocks"]]}
    steps = _Effort(3 * EFFORT)
    former = {_identity(situation): situation for situation in before["situations"]}
    present = {_identity(situation): situation for situation in after["situations"]}
    found: list[Section | None] = [
        _section(former.get(identity), situation, labels, f"Situation {situation['position']}", steps)
        for identity, situation in present.items()
    ]
    found += [
        _section(situation, None, labels, f"Situation {situation['position']} de l’ancienne version", steps)
        for identity, situation in former.items()
        if identity not in present
    ]
    annexes = _changes(_annexes(before), _annexes(after), steps)
    found.append(Section("Annexes", "changed", annexes) if annexes else None)
    return tuple(section for section in found if section is not None)


def _identity(situation: Content) -> tuple[str, int]:
    """The same situation in both versions; older contents only knew its rank."""
    return ("id", situation["id"]) if "id" in situation else ("rank", situation["position"])


def _section(
    before: Content | None, after: Content | None, labels: Mapping[str, str], name: str, steps: _Effort
) -> Section | None:
    changes = _changes(_fields(before, labels), _fields(after, labels), steps)
    if not changes:
        return None
    shown = after or before or {}
    state = "added" if before is None else "removed" if after is None else "changed"
    return Section(f"{name} · {shown.get('title', '')}", state, changes)


def _changes(before: Mapping[str, str], after: Mapping[str, str], steps: _Effort) -> tuple[FieldChange, ...]:
    labels = [*after, *(label for label in before if label not in after)]
    return tuple(
        FieldChange(label, _compare(before.get(label, ""), after.get(label, ""), steps))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _fields(situation: Content | None, labels: Mapping[str, str]) -> dict[str, str]:
    """Everything a situation says, by the words its page uses."""
    if situation is None:
        return {}
    fields = {label: situation.get(name, "") for name, label in TEXTS.items()}
    fields["Blocs"] = "\n".join(labels.get(code, code) for code in situation["blocks"])
    for illustration in situation["illustrations"]:
        fields[f"Illustration de {illustration['competence']}"] = illustration["text"]
    for passage in situation.get("passages", []):
        label = f"Passages rattachés à {passage['competence']}"
        quote = passage.get("quote") or passage.get("text", "")
        fields[label] = "\n".join(filter(None, [fields.get(label, ""), f"«\u00a0{quote}\u00a0»"]))
    return fields


def _annexes(content: Content) -> dict[str, str]:
    """Each annexe by its rank: its label, its file and the digest that tells two files of one name apart."""
    return {
        f"Annexe {rank}": "\n".join(
            str(part) for name in ("label", "name", "sha256") if (part := annexe.get(name))
        )
        for rank, annexe in enumerate(content.get("attachments", []), 1)
    }
