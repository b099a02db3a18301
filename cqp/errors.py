"""Error pages that say what to do next."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """A form sent too late, or from elsewhere: the page says how to try again."""
    return render(request, "403_csrf.html", status=403)
