"""Pages of long lists, by key: as fast on the last page as on the first.

A page begins after the last row of the previous one (`?apres=`), never after « the first 5,000 ».
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q

from ui.search import first_found

PAGE_SIZE = 30
SEPARATOR = "~"


@dataclass(frozen=True)
class Page:
    """Some rows, and the key that the following page begins after ("" when there is none)."""

    rows: list
    after: str
    is_first: bool

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def _beyond(fields, values):
    """(a, b) > (x, y), spelled out because a list may mix ascending and descending fields. The bound on
    the first field says nothing more, but lets the database begin in its index where the page begins."""
    first = fields[0]
    bound = Q(**{f"{first[1:]}__lte" if first.startswith("-") else f"{first}__gte": values[0]})
    condition, equal = Q(), Q()
    for field, value in zip(fields, values, strict=True):
        name, lookup = (field[1:], "lt") if field.startswith("-") else (field, "gt")
        condition |= equal & Q(**{f"{name}__{lookup}": value})
        equal &= Q(**{name: value})
    return bound & condition


def page_of(rows, *, order, after="", size=PAGE_SIZE, words=""):
    """The page of `rows` that begins after the key `after`, of those that hold the `words`. `order` must end
    with a unique field.

    A key that was tampered with begins at the first page.
    """
    values = _key(rows.model, order, after)
    if values:
        rows = rows.filter(_beyond(order, values))
    found = first_found(rows, words, order, size + 1)
    has_more, found = len(found) > size, found[:size]
    key = SEPARATOR.join(_text(found[-1], field.lstrip("-")) for field in order) if has_more else ""
    return Page(found, key, not values)


def _key(model, order, after):
    """The values of a key, or nothing for one that is absent or was tampered with."""
    texts = after.split(SEPARATOR) if after and "\0" not in after else []
    if len(texts) != len(order):
        return []
    try:
        return [_field(model, name).to_python(text) for name, text in zip(order, texts, strict=True)]
    except (ValidationError, OverflowError):
        return []


def _field(model, name):
    name = name.lstrip("-")
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def _text(row, path):
    value = getattr(row, path)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
