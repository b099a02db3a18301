"""Content that must be provable later: one way to write it, one way to digest it."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder


def canonical(content):
    """The one text of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(content, *, domain):
    """SHA-256 of the canonical text, told apart by `domain` so that no kind can pass for another."""
    return hashlib.sha256(domain.encode() + b"\0" + canonical(content)).hexdigest()
