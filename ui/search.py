"""Search by words and their beginnings, accents or not, on an index that plain PostgreSQL has."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Func, Q, When

from rules.folding import fold

__all__ = ["beginning_with", "first_found", "fold"]

AHEAD = 1000  # rows of a list looked at in its order before the text index is asked


def beginning_with(text):
    """A query for documents holding a word that begins with each word asked, or None when nothing is
    asked."""
    words = fold(text[:200]).split()
    if not words:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")


def first_found(rows, words, order, limit):
    """The first `limit` of these rows that hold the words, in this order ("-name" descends).

    PostgreSQL keeps no figures of the beginnings of words: it cannot tell what one row in ten holds (follow
    the order, and stop) from what ten rows hold (ask the text index, then sort), and whichever it takes for
    the other reads the whole table. So both are asked, each in the only way it can be done: the first rows of
    the order, then, when they hold too few, the text index.
    """
    query = beginning_with(words)
    if query is None:
        return list(rows.order_by(*expressions(order))[:limit])
    ahead = rows.order_by(*expressions(order)).annotate(hit=Case(When(search_vector=query, then=F("pk"))))
    hits = ahead[:AHEAD].aggregate(hits=ArrayAgg("hit", filter=Q(hit__isnull=False)))["hits"] or []
    if len(hits) >= limit:
        return list(rows.filter(pk__in=hits[:limit]).order_by(*expressions(order)))
    # keys alone are sorted, and what rows are shown with is looked for afterwards
    found = rows.filter(search_vector=query).order_by(*expressions(order, by_index=False)).values("pk")
    return list(rows.filter(pk__in=found[:limit]).order_by(*expressions(order)))


def expressions(order, *, by_index=True):
    """What to sort by. Not `by_index`: nothing that an index is made in the order of."""
    first, *others = order
    named = [Func(F(first.lstrip("-")), function="GREATEST") if not by_index else F(first.lstrip("-"))]
    named += [F(field.lstrip("-")) for field in others]
    pairs = zip(order, named, strict=True)
    return [named.desc() if field.startswith("-") else named.asc() for field, named in pairs]
