"""One-click sign-in, in demonstration mode only."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.reauthentication import sign_in_as
from cqp.demo.people import DOMAIN


@login_not_required
@require_POST
def demo_sign_in(request):
    if not settings.DEMO:
        raise Http404
    people = User.objects.filter(email__endswith=DOMAIN, is_active=True)
    key = request.POST.get("person", "")
    user = get_object_or_404(people, pk=key if key.isascii() and key.isdigit() else None)
    sign_in_as(request, user, method="demo")
    return redirect("home")
