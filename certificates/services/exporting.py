"""Taking the register away: asked for, made in the background, kept seven days, audited."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from audit.services import record
from certificates.exporting import rows_of, write_export
from certificates.models import Certificate, Export, SavedSearch
from certificates.searching import read_search
from rules.errors import DomainError
from ui.locks import alone_on
from ui.storing import erase_stored, store_file

KEPT = timedelta(days=7)
LOCK = 0x43515045  # « CQPE »: one process at a time makes an export
MOST_SEARCHES = 30


class SearchRefused(DomainError):
    """A search that cannot be kept under this name."""


@transaction.atomic
def ask_export(search, export_format, *, by, at):
    """Ask for the rows of a search; the file follows in the background."""
    rows = search.among(Certificate.objects.managed_by(by))
    export = Export.objects.create(
        format=export_format, query=search.query, asked_by=by, asked_at=at, total=rows.count()
    )
    # the words searched may name somebody: the trail says which filters, the export's own row says what
    record(
        "register.exported",
        actor=by,
        target=export,
        at=at,
        format=export_format,
        filters=sorted(search.query),
        rows=export.total,
    )
    return export


def make_export(pk, *, at):
    """Write and store the file of an export, once; what a crash cuts short begins again at the first row."""
    with alone_on(LOCK, pk) as is_alone:
        export = Export.objects.to_make().select_related("asked_by").filter(pk=pk).first()
        if not is_alone or export is None:
            return
        search = read_search(export.query)
        rows = search.among(Certificate.objects.managed_by(export.asked_by)).order_by(*search.order)
        with tempfile.TemporaryDirectory(prefix="export-") as folder:
            path = Path(folder) / f"registre.{export.format}"
            export.written = write_export(
                export.format,
                path,
                rows_of(rows),
                told=lambda count: Export.objects.filter(pk=pk).update(written=count),
            )
            export.file, export.file_sha256 = store_file("exports", path, suffix=f".{export.format}")
        export.done_at, export.erase_at = at, at + KEPT
        export.save(update_fields=["written", "file", "file_sha256", "done_at", "erase_at"])


@transaction.atomic
def erase_export(pk, *, at):
    """Forget a file whose days are over; its row stays."""
    export = Export.objects.to_erase(at=at).select_for_update(of=("self",)).filter(pk=pk).first()
    if export:
        key, export.file = export.file, ""
        export.save(update_fields=["file"])
        erase_stored(key)


@transaction.atomic
def export_to_file(export_format, path, *, at):
    """The whole register in a file of the server, from the command line. Returns how many rows."""
    search = read_search({})
    rows = search.among(Certificate.objects.all()).order_by(*search.order)
    count = write_export(export_format, path, rows_of(rows), told=lambda count: None)
    export = Export.objects.create(
        format=export_format, asked_at=at, total=count, written=count, done_at=at, erase_at=at
    )
    record(
        "register.exported", actor=None, target=export, at=at, format=export_format, filters=[], rows=count
    )
    return count


@transaction.atomic
def keep_search(search, name, *, by, at):
    """Keep a search under a name; the same name again means the new one."""
    if not SavedSearch.objects.filter(owner=by, name=name).exists() and (
        SavedSearch.objects.filter(owner=by).count() >= MOST_SEARCHES
    ):
        raise SearchRefused(
            f"Vous gardez déjà {MOST_SEARCHES} recherches : supprimez-en une d’abord.", field="name"
        )
    kept, _is_new = SavedSearch.objects.update_or_create(
        owner=by, name=name, defaults={"query": search.address, "saved_at": at}
    )
    return kept


def forget_search(kept):
    kept.delete()
