"""Ways in that Django's admin brings, and that would go around ours."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect


def admin_sign_in(request, extra_context=None):
    """No form stands here: ours has the limits, the second factor, and what is told and traced. Whoever is
    signed in and may not open the admin learns nothing of it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not admin.site.has_permission(request):
        raise Http404
    return redirect("admin:index")


def admin_new_password(request, *args, **kwargs):
    """Our page asks again who one is, and tells the person that it was changed."""
    return redirect("account_change_password")


def shut_side_doors(site):
    site.login = admin_sign_in
    site.password_change = site.password_change_done = admin_new_password
