"""A file that is checked and forgotten: it goes through memory, digested as it comes, and nowhere else."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class PassingFile(FileUploadHandler):
    """One file, up to VERIFIED_FILE_MAX_BYTES; what is more is not received."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.parts, self.received = [], 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.VERIFIED_FILE_MAX_BYTES:
            self.request.is_too_heavy = True
            raise StopUpload(connection_reset=False)
        self.parts.append(raw_data)

    def file_complete(self, file_size):
        self.request.passing_file = b"".join(self.parts)


def passing_file_of(request):
    """The bytes of the file, or None when there is none, or too much of it."""
    _ = request.POST  # reading the form is what streams it
    return None if getattr(request, "is_too_heavy", False) else getattr(request, "passing_file", None)
