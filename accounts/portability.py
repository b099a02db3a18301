"""What is held about a person, kind by kind: what « Mes données » lists, and what a copy of them contains.

Each app says what it holds (`own_data`) when the application starts, so that this app knows of none. A kind
gives the rows that its person may see today, by the rules of the pages: a copy opens nothing that they do
not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

KINDS = {}
LEFT_OUT = {}  # « app.Model.field » → why no copy holds what this field leads to
BEFORE_A_COPY = []
TOLD = []
KEPT = "Gardé tant que votre compte existe."


@dataclass(frozen=True)
class OwnFile:
    """A stored file and the place it takes in a copy; `sha256` is what its bytes must still answer to."""

    folder: str
    name: str
    key: str
    sha256: str


def no_file(_row):
    return ()


@dataclass(frozen=True)
class Kind:
    """`name` is the file of the copy, `about` a sentence for the page; `rows(user)` a QuerySet, `say(row)`
    what the copy writes of a row. `fields` are the fields to a person that it answers for."""

    name: str
    title: str
    about: str
    fields: Iterable[str]
    rows: Callable
    say: Callable
    files: Callable = no_file


def hold(*kinds):
    """Say what an app holds about a person."""
    for kind in kinds:
        KINDS[kind.name] = kind


def leave_out(reasons):
    """Say which fields lead to a person and give them nothing here, and why."""
    LEFT_OUT.update(reasons)


def before_a_copy(act):
    """Register `act(user, at=…)`, done before anything is written."""
    if act not in BEFORE_A_COPY:
        BEFORE_A_COPY.append(act)


def tell_how_long(sentence_of):
    """Register `sentence_of(kind name) -> str`, empty when it has nothing to say of it."""
    if sentence_of not in TOLD:
        TOLD.append(sentence_of)


def how_long_kept(kind):
    """How long this kind is kept, in a sentence: the one place that the page and the copy ask."""
    return next((said for sentence_of in TOLD if (said := sentence_of(kind.name))), KEPT)


def held_about(user):
    """[(kind, how many)] of what there is about somebody, in the order of the apps."""
    counted = [(kind, kind.rows(user).count()) for kind in KINDS.values()]
    return [(kind, count) for kind, count in counted if count]
