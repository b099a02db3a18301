"""Every address of the service, the admin's included, with arguments of the right shape."""

import re

from django.urls import get_resolver
from django.urls.resolvers import RoutePattern

WORDS = {"int": "1", "str": "x", "slug": "x", "uuid": "0b9d5d0e-6f1c-4a5e-9a39-0d1b5c9f3a77", "path": "x"}


def _route(pattern, words):
    """A concrete piece of path for one pattern of the tree."""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda m: words.get(m[1] or "str", "1"), str(pattern))
    text = re.sub(r"\(\?P<\w+>([^()]|\([^()]*\))*\)", _argument, str(pattern))
    return re.sub(r"[\^$]|\\Z|\\(?=.)", "", text)


def _argument(match):
    inside = match[0].partition(">")[2]
    if "|" in inside:
        return inside.rstrip(")").split("|")[-1]
    return "1" if "d" in inside.replace("Za-z", "") else "x"


def every_path(*, text="x"):
    """[(name, path)], each of which the resolver knows; `text` stands wherever an address takes words."""
    words = WORDS | {"str": text, "slug": text}

    def walk(patterns, prefix, namespace):
        for pattern in patterns:
            path = prefix + _route(pattern.pattern, words)
            if hasattr(pattern, "url_patterns"):
                inside = f"{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, path, inside)
            else:
                yield f"{namespace}{pattern.name}", path

    return list(walk(get_resolver().url_patterns, "/", ""))
