"""Search by words and their beginnings, accents or not, on an index that plain PostgreSQL has."""

from django.contrib.postgres.search import SearchQuery

from rules.folding import fold

__all__ = ["beginning_with", "fold"]


def beginning_with(text):
    """A query for documents holding a word that begins with each word asked, or None when nothing is
    asked."""
    words = fold(text[:200]).split()
    if not words:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
