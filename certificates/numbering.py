"""Numbers without gaps, and codes that nobody guesses."""

import re
import secrets

from certificates.models import NumberSeries
from rules.issuing import certificate_number

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26  # 26 × 5 bits hold 128 bits


def next_number(certificate, *, year):
    """The next number of the series; its row stays locked until the transaction ends, so a rollback
    gives it back."""
    certification = certificate.version.certification
    key = {"certification": certification, "kind": certificate.kind, "year": year}
    NumberSeries.objects.get_or_create(**key)
    series = NumberSeries.objects.select_for_update(of=("self",)).get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return certificate_number(
        prefix=certification.number_prefix,
        block=certificate.block.position if certificate.block else None,
        year=year,
        rank=series.last,
    )


def new_code():
    """128 random bits in Crockford's base 32: no letter is taken for a figure."""
    value = secrets.randbits(128)
    return "".join(CROCKFORD[value >> 5 * rank & 31] for rank in reversed(range(CODE_LENGTH)))


def read_code(typed):
    """A code as people type it: spaces, dashes, lower case, O for 0, I and L for 1."""
    bare = "".join(c for c in typed.upper() if c.isalnum())
    return bare.replace("O", "0").replace("I", "1").replace("L", "1")


def looks_like_a_number(typed):
    """« MO-B3-2026-0118 », which is printed bigger than the code: what people copy first."""
    return re.search(r"\b(19|20)\d\d[-\s]*\d{4,}$", typed.strip()) is not None
