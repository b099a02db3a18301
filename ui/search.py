"""Search by words and their beginnings, accents or not, on an index that plain PostgreSQL has."""

import re
import unicodedata

from django.contrib.postgres.search import SearchQuery


def fold(text):
    """« Gaëlle Œuvrard-L’Hôpital » → « gaelle oeuvrard l hopital »: what is stored and what is asked."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("ł", "l").replace("ı", "i")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def beginning_with(text):
    """A query for documents holding a word that begins with each word asked, or None when nothing is
    asked."""
    words = fold(text[:200]).split()
    if not words:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
