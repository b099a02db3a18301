"""A copy of somebody's data, made now and opened."""

import io
import json
import zipfile

from django.utils import timezone

from accounts.models import PersonalExport
from accounts.services.personal_data import ask_copy, make_copy
from ui.storing import open_stored


class Copy:
    """What a ZIP holds: every document parsed, every file's bytes."""

    def __init__(self, raw):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            assert archive.testzip() is None
            self.whole = {entry.filename: archive.read(entry) for entry in archive.infolist()}
            self.entries = archive.infolist()
        self.documents = {
            name: json.loads(content) for name, content in self.whole.items() if name.endswith(".json")
        }

    def rows(self, kind):
        """The rows of a kind; none when the copy has no such document."""
        return self.documents.get(f"{kind}.json", {"rows": []})["rows"]

    @property
    def text(self):
        """Every word of every document, to look for one that must not be there."""
        return "\n".join(content.decode() for content in self.whole.values() if _is_text(content))

    @property
    def files(self):
        return {name: content for name, content in self.whole.items() if name.startswith("fichiers/")}


def _is_text(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def copy_of(user):
    asked = ask_copy(user, at=timezone.now())
    make_copy(asked.pk, at=timezone.now())
    with open_stored(PersonalExport.objects.get(pk=asked.pk).file) as file:
        return Copy(file.read())
