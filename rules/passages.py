"""Passages keep to their words while the text around them changes.

A passage is a stretch of a text, from character `start` to `end`. What was typed elsewhere moves it, what
was typed inside makes it longer or shorter, and deleting its words deletes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        return self.end <= self.start


def _common_prefix(one: str, other: str) -> int:
    limit = min(len(one), len(other))
    return next((i for i in range(limit) if one[i] != other[i]), limit)


def shifted(before: str, after: str, spans: Sequence[Span]) -> list[Span | None]:
    """Where each span of `before` stands in `after`, None when its words are gone."""
    first = _common_prefix(before, after)
    tail = _common_prefix(before[first:][::-1], after[first:][::-1])
    last, new_last = len(before) - tail, len(after) - tail
    return [_moved(span, before, after, first, last, new_last) for span in spans]


def _moved(span: Span, before: str, after: str, first: int, last: int, new_last: int) -> Span | None:
    """Characters `first` to `last` of the old text were replaced by `first` to `new_last` of the new one."""
    if span.end <= first:
        return span
    if span.start >= last:
        return Span(span.start + new_last - last, span.end + new_last - last)
    if first <= span.start and span.end <= last:
        # wholly inside what was replaced: a large edit (two texts merged) may still hold the same words
        quote = before[span.start : span.end]
        found = after.find(quote, first, new_last)
        return Span(found, found + len(quote)) if found >= 0 else None
    moved = Span(
        span.start if span.start < first else first,
        span.end + new_last - last if span.end >= last else new_last,
    )
    return None if moved.is_empty else moved
