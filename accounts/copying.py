"""A copy of one's data as a ZIP: a JSON document a kind, one's own files, and a page that says what is what.

Written row after row to a file of this machine, so that memory does not grow with what somebody wrote.
Documented in docs/personal-data.md.
"""

import json
import shutil
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.portability import KINDS, how_long_kept
from ui.filenames import plain_name
from ui.storing import digest_of_stored, open_stored

FORMAT = "personal-data/1"
ROWS, PIECE = 50, 1 << 20


def write_copy(path, user, *, at, told):
    """Write it; `told(count)` is called after each chunk of rows. Returns how many rows there are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        copy = _Copy(archive, user, at, told)
        for kind in KINDS.values():
            copy.add_kind(kind)
        copy.add_index()
        copy.add_readme()
        return copy.count


class _Copy:
    """An archive being written: how far it is, what it holds."""

    def __init__(self, archive, user, at, told):
        self.archive, self.user, self.at, self.told = archive, user, at, told
        self.count, self.kinds, self.files, self.names = 0, [], [], set()

    def _place(self, name):
        entry = zipfile.ZipInfo(name, date_time=timezone.localtime(self.at).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return self.archive.open(entry, "w", force_zip64=True)

    def add_kind(self, kind):
        """Its rows, then their files; nothing at all when there is no row."""
        rows = kind.rows(self.user)
        if not rows.exists():
            return
        before, brought = self.count, []
        with self._place(f"{kind.name}.json") as place:
            place.write(_opening(kind, self.at))
            for row in rows.iterator(chunk_size=ROWS):
                place.write(b",\n" if self.count > before else b"\n")
                place.write(_json(kind.say(row)))
                brought += kind.files(row)
                self._count_one()
            place.write(b"\n]}\n")
        self.kinds.append((kind, self.count - before))
        for file in brought:
            self._add_file(kind, file)

    def _count_one(self):
        self.count += 1
        if self.count % ROWS == 0:
            self.told(self.count)

    def _add_file(self, kind, file):
        name = self._name_of(file)
        state = _state_of(file)
        if state == "included":
            with open_stored(file.key) as source, self._place(name) as place:
                shutil.copyfileobj(source, place, PIECE)
        self.files.append(
            {"path": name, "kind": kind.name, "name": file.name, "sha256": file.sha256, "state": state}
        )

    def _name_of(self, file):
        """« fichiers/dossier-2026-0012/annexe-1-planning.png », and another rank for a name already taken."""
        folders = "/".join(plain_name(part) for part in file.folder.split("/"))
        plain = plain_name(file.name)
        stem, dot, extension = plain.partition(".")
        name, rank = f"fichiers/{folders}/{plain}", 1
        while name.lower() in self.names:
            rank += 1
            name = f"fichiers/{folders}/{stem}-{rank}{dot}{extension}"
        self.names.add(name.lower())
        return name

    def add_index(self):
        with self._place("fichiers.json") as place:
            place.write(_json({"format": FORMAT, "made_at": self.at, "files": self.files}))

    def add_readme(self):
        context = {
            "user": self.user,
            "at": self.at,
            "kinds": [(kind, count, how_long_kept(kind)) for kind, count in self.kinds],
            "files": self.files,
        }
        with self._place("LISEZ-MOI.txt") as place:
            place.write(render_to_string("accounts/copy_readme.txt", context).encode())


def _state_of(file):
    """« included »; « absent » when the bytes are gone; « altered » when they are not those received."""
    try:
        return "included" if digest_of_stored(file.key) == file.sha256 else "altered"
    except FileNotFoundError:
        return "absent"


def _json(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _opening(kind, at):
    """The head of a document, up to its rows."""
    head = {"format": FORMAT, "kind": kind.name, "title": kind.title, "made_at": at}
    return _json(head).rstrip(b"\n}") + b',\n "rows": ['
