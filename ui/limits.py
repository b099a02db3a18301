"""How often one client, or one person, may ask what costs: counted where sign-in counts, in the cache."""

import hashlib
import time
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render

MINUTE = 60


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
    key = f"limit:{setting}:{who}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    return cache.incr(key)
