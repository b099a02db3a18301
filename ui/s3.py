"""Files on a store that speaks S3, seen by the rest of the code as any storage: what fails is an OSError.

The bucket is private and stays so: nothing is public, no address of it is ever given out, pages read the
bytes and serve them to whoever they let through.
"""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

SPOOL_BYTES = 1_000_000  # what a file may weigh in memory before it goes to a temporary one


class StoreFailed(OSError):
    """The store refused or did not answer. What it said stays out: it may hold keys."""


@contextmanager
def _failing_as_files_do():
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise StoreFailed(type(error).__name__) from error


class PrivateS3Storage(S3Storage):
    """A key is written once, for good."""

    def _open(self, name, mode="rb"):
        """The bytes are fetched here, so that a page fails before its first line and not after."""
        with _failing_as_files_do():
            file = super()._open(name, mode)
            return file.open(mode)

    def _save(self, name, content):
        with _failing_as_files_do():
            return super()._save(name, content)

    def delete(self, name):
        with _failing_as_files_do():
            return super().delete(name)

    def exists(self, name):
        with _failing_as_files_do():
            return super().exists(name)

    def listdir(self, name):
        with _failing_as_files_do():
            return super().listdir(name)

    def size(self, name):
        with _failing_as_files_do():
            return super().size(name)


def s3_storage(*, bucket, endpoint, region, access_key, secret_key, prefix, ca_bundle):
    """STORAGES["default"]. Without keys, boto3 looks for those of the machine itself (a role, a file)."""
    return {
        "BACKEND": "ui.s3.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "location": prefix,
            "default_acl": None,  # the bucket's own: private
            "querystring_auth": False,
            "file_overwrite": False,
            "max_memory_size": SPOOL_BYTES,
            "verify": ca_bundle or None,
            # a path, not a host name of its own: what stores on one's own machines understand
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                # people wait for some of them: a silent store is given up after ten seconds or so
                connect_timeout=2,
                read_timeout=5,
                retries={"total_max_attempts": 2, "mode": "standard"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
