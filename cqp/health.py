"""Is the process up, can it work?"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse


@login_not_required
def livez(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
