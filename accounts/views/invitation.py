"""Accepting an invitation: its link proves the address, and a password is chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import services
from accounts.forms import ChoosePasswordForm
from accounts.reauthentication import sign_in_as
from accounts.selectors import has_second_factor


@login_not_required
def invitation_accept(request, token):
    try:
        user = services.invited_user(token)
    except services.InvitationExpired as refusal:
        return render(request, "accounts/invitation_expired.html", {"refusal": refusal}, status=410)

    form = ChoosePasswordForm(user, request.POST or None)
    if form.is_valid():
        services.accept_invitation(user, form.cleaned_data["new_password1"], at=timezone.now())
        messages.success(request, "Votre mot de passe est enregistré.")
        if has_second_factor(user):  # somebody who first came by single sign-on: a link is one factor only
            return redirect("account_login")
        sign_in_as(request, user, method="invitation")
        return redirect("home")

    return render(request, "accounts/invitation_accept.html", {"form": form, "invited": user})
