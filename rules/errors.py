"""Refusals: what the regulation does not allow, in the words shown to the person."""


class DomainError(Exception):
    """An act that a rule refuses.

    `sentences` are French, complete, and say what to do; `field` names the form field they belong to, if one.
    """

    def __init__(self, *sentences: str, field: str | None = None) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.field = field


class IllegalTransition(DomainError):
    """The act does not exist from the present state."""


class NotEligible(DomainError):
    """A11, D4: the person may not yet position for certification."""


class BlocksRefused(DomainError):
    """A3, A7: the blocks asked for cannot be the object of this dossier."""


class DossierIncomplete(DomainError):
    """A8: the dossier lacks what it must hold for a block it targets."""


class AttachmentRefused(DomainError):
    """A file that cannot be annexed: too many, too heavy, or not what is accepted."""


class CompletionRefused(DomainError):
    """A dossier cannot be returned, or what was asked for is not yet complete."""


class PlaceClosed(DomainError):
    """A returned dossier changes only where it was reopened."""


class PersonsNamed(DomainError):
    """What looks like a person's mention is neither replaced nor kept on purpose."""


class JuryRefused(DomainError):
    """D7: this jury may not judge this candidate."""


class ConflictRefused(DomainError):
    """D7: a member who may not, or not yet, act on this dossier."""


class ReplacementRefused(DomainError):
    """D7, D9: this member cannot be replaced so, or no longer."""


class QuorumMissing(DomainError):
    """D9: too few of the members who read the dossier are there to decide."""


class ReadingNotClosable(DomainError):
    """A6, D8: a member has not yet sent a vote on every competence."""


class AlreadyClosed(DomainError):
    """D12: this stage was closed before; what it decided is not decided twice."""


class VerdictRefused(DomainError):
    """D8: a verdict without what it rests on (votes, reason, motive)."""


class IssueRefused(DomainError):
    """D11: the document may not be delivered."""


class RectificationRefused(DomainError):
    """D12: this certificate may not be replaced, or nothing in it is wrong."""


class RevocationRefused(DomainError):
    """D13: this revocation may not be asked for or confirmed."""


class VersionRefused(DomainError):
    """D14: an equivalence that means nothing, or a move to another version that may not be made now."""


class AppealRefused(DomainError):
    """An appeal that comes too late, or that this person may not look into."""


class CompetencesMissing(DomainError):
    """A1: a block cannot be validated while one of its competences is missing."""

    def __init__(self, block: str, missing: frozenset[str]) -> None:
        self.block = block
        self.missing = missing
        super().__init__(
            f"Le bloc {block} ne peut pas être validé : il manque {', '.join(sorted(missing))}. "
            "Un bloc est validé si 100 % de ses compétences sont acquises."
        )


class SlotRefused(DomainError):
    """An interview cannot be held at that time."""
