"""How often one client, or one person, may ask what costs: counted where sign-in counts, in the table of the
cache."""

import hashlib
import time
from datetime import UTC, datetime
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.shortcuts import render

MINUTE = 60
# Django's cache takes ten statements to count, and sizes its table at each: checking a certificate is one.
COUNT = """
    INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, '1', %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = (kept.value::integer + 1)::text
    RETURNING value::integer
"""
FORGET = "DELETE FROM {table} WHERE expires < %s"


def at_most_per_minute(setting):
    """Past the number that this setting gives, 429 and when to come back. The client is whom sign-in takes
    for it (ALLAUTH_TRUSTED_PROXY_COUNT): a forged header gives no second counter."""
    return _guard(setting, _client, ("GET", "HEAD", "POST", "OPTIONS"))


def each_at_most_per_minute(setting, *methods):
    """The same for a person who is signed in, from wherever they ask: colleagues share an address. Only these
    methods are counted."""
    return _guard(setting, _person, methods)


def _client(request):
    return hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]


def _person(request):
    return f"person-{request.user.pk}"


def _guard(setting, who, methods):
    def guard(view):
        @wraps(view)
        def limited(request, *args, **kwargs):
            if request.method not in methods or _count(setting, who(request)) <= getattr(settings, setting):
                return view(request, *args, **kwargs)
            wait = MINUTE - int(time.time() % MINUTE)
            response = render(request, "429.html", {"wait": wait}, status=429)
            response.headers["Retry-After"] = wait
            return response

        return limited

    return guard


def _count(setting, who):
    """How many times this minute, this one included."""
    minute = int(time.time() // MINUTE)
    key = cache.make_key(f"limit:{setting}:{who}:{minute}")
    expires = datetime.fromtimestamp((minute + 2) * MINUTE, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_about_counts(COUNT), [key, expires])
        return cursor.fetchone()[0]


def forget_counts(*, at):
    """Rows of the cache whose time is over: how many went. It drops them by itself only once it is full."""
    with connection.cursor() as cursor:
        cursor.execute(_about_counts(FORGET), [at])
        return cursor.rowcount


def _about_counts(sql):
    return sql.format(table=connection.ops.quote_name(settings.CACHES["default"]["LOCATION"]))
