"""What becomes of a file: bytes that our own encoder wrote, or a refusal that says what to do."""

from dataclasses import dataclass

from rules.errors import AttachmentRefused

ACCEPTED = "PDF, JPEG ou PNG"


@dataclass(frozen=True)
class CleanFile:
    """What is kept: never the bytes that came in."""

    content: bytes
    media_type: str
    suffix: str


class FileRefused(AttachmentRefused):
    """The file itself is refused, whatever the dossier."""


def refuse(sentence):
    raise FileRefused(sentence)
