"""Every file that a row answers for, in one list: what a backup takes along and a restoration checks."""

from dataclasses import dataclass

from django.db.models import QuerySet

from candidates.models import StoredFile, SubmissionDocument
from certificates.models import Certificate
from jury.models import Minutes


@dataclass(frozen=True)
class Stored:
    """Rows whose field `key` names a file, and whose field `sha256` is the digest of its bytes."""

    rows: QuerySet
    key: str
    sha256: str

    def digests(self):
        """(key, SHA-256) of each file, as the database is now."""
        return self.rows.order_by("pk").values_list(self.key, self.sha256)

    def expects(self, key):
        return self.rows.filter(**{self.key: key}).exists()


STORED = [
    Stored(Certificate.objects.exclude(file=""), "file", "file_sha256"),
    Stored(Minutes.objects.exclude(file=""), "file", "file_sha256"),
    Stored(SubmissionDocument.objects.exclude(file=""), "file", "file_sha256"),
    Stored(StoredFile.objects.filter(erased_at=None), "key", "sha256"),
]


def stored_files():
    """{key: SHA-256} of every file that must be there."""
    return {key: sha256 for stored in STORED for key, sha256 in stored.digests().iterator()}


def is_still_expected(key):
    """Whether a row still answers for this file: it may have been erased since the list was made."""
    return any(stored.expects(key) for stored in STORED)
