"""Bodies of requests, watched while they stream in: nothing too heavy is ever kept, in memory or on disk.

A body that announces too much is answered before its first byte is read. Inside an acceptable body, a file
is dropped at the byte that makes it too heavy; the others go on, and the page says which was refused and why.
"""

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.shortcuts import render

from rules.french import count, size

FIELDS_BYTES = 2_500_000  # what the other fields of a form may weigh, as Django counts them
TAKES_FILES, DROPPED, TOO_HEAVY = "takes_files", "dropped_files", "too_heavy_template"


def takes_files(view):
    """Declare that this view takes files. On any other page, files are dropped unread."""
    setattr(view, TAKES_FILES, True)
    return view


def says_too_heavy_by(template):
    """Let this view answer in its own words what announces too much; `413.html` speaks of what was saved."""

    def declare(view):
        setattr(view, TOO_HEAVY, template)
        return view

    return declare


def too_heavy():
    return (
        f"Ce fichier dépasse {size(settings.ATTACHMENT_MAX_BYTES)}. Réduisez-le, ou partagez-le en plusieurs."
    )


def refused_while_streaming(request):
    """[(name, sentence)]: the files of this request that were dropped on the way in."""
    _ = request.FILES  # reading the form is what streams it
    return getattr(request, DROPPED, [])


class BodyLimit:
    """A middleware to put before the one that reads the form: what announces too much is not read at all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        try:
            announced = int(request.headers.get("Content-Length") or 0)
        except ValueError:
            announced = 0
        files = settings.ATTACHMENTS_TOTAL_BYTES if getattr(view, TAKES_FILES, False) else 0
        if announced > files + FIELDS_BYTES:
            # a page that takes no attachments has one limit, whatever is sent to it
            a_file = size(settings.ATTACHMENT_MAX_BYTES) if files else ""
            limits = {"file": a_file, "body": size(files or FIELDS_BYTES)}
            return render(request, getattr(view, TOO_HEAVY, "413.html"), limits, status=413)
        return None


class WatchedUploadHandler(TemporaryFileUploadHandler):
    """Files go to disk as they come, counted; one too heavy, or one too many, is dropped on the way."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = getattr(self, "seen", 0) + 1
        self.received = 0
        if not self._is_expected():
            self._drop(None)
        if self.seen > settings.ATTACHMENTS_PER_DOSSIER:
            self._drop(f"Envoyez {count(settings.ATTACHMENTS_PER_DOSSIER, 'fichier')} à la fois au plus.")

    def _is_expected(self):
        """Somebody signed in, on a page that takes files."""
        match = self.request.resolver_match
        return match and getattr(match.func, TAKES_FILES, False) and self.request.user.is_authenticated

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.ATTACHMENT_MAX_BYTES:
            self._drop(too_heavy())
        return super().receive_data_chunk(raw_data, start)

    def _drop(self, sentence):
        self.file.close()
        if sentence:
            so_far = getattr(self.request, DROPPED, [])
            setattr(self.request, DROPPED, [*so_far, (self.file_name, sentence)])
        raise SkipFile
