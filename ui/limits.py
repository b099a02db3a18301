"""How often one client may ask a public page, counted where sign-in counts: in the shared cache."""

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

    def guard(view):
        @wraps(view)
        def limited(request, *args, **kwargs):
            now = time.time()
            client = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
            key = f"limit:{setting}:{client}:{int(now // MINUTE)}"
            cache.add(key, 0, timeout=2 * MINUTE)
            if cache.incr(key) <= getattr(settings, setting):
                return view(request, *args, **kwargs)
            wait = MINUTE - int(now % MINUTE)
            response = render(request, "429.html", {"wait": wait}, status=429)
            response.headers["Retry-After"] = wait
            return response

        return limited

    return guard
