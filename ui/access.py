"""The guard that views put before an act."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """403 unless allowed. What a person may not even know of answers 404, by `visible_to`."""
    if not allowed:
        raise PermissionDenied
