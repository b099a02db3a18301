"""Every file that a row answers for, in one list: what a backup takes along and a restoration checks."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet

from candidates.models import StoredFile


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


def stored():
    """Every model that has a `file` and its `file_sha256`, and what candidates brought: a model that comes
    later cannot be forgotten."""
    made = [
        model
        for model in apps.get_models()
        if {"file", "file_sha256"} <= {field.name for field in model._meta.concrete_fields}
    ]
    return [
        *(Stored(model._default_manager.exclude(file=""), "file", "file_sha256") for model in made),
        Stored(StoredFile.objects.filter(erased_at=None), "key", "sha256"),
    ]


def stored_files():
    """{key: SHA-256} of every file that must be there."""
    return {key: sha256 for one in stored() for key, sha256 in one.digests().iterator()}


def is_still_expected(key):
    """Whether a row still answers for this file: it may have been erased since the list was made."""
    return any(one.expects(key) for one in stored())
