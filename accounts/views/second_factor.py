"""Setting up, changing and removing what proves one besides the password (allauth's, with our pages)."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reauthentication import asked_before
from accounts.recovery import codes_to_note, were_noted
from accounts.selectors import factors_of, lacks_second_factor, must_have_second_factor


@require_safe
def index(request):
    """Where each factor stands; for those who must have one, the only page until they do."""
    application, keys, codes_left = factors_of(request.user)
    context = {
        "application": application,
        "keys": keys,
        "codes_left": codes_left,
        "is_demanded": must_have_second_factor(request.user),
        "is_lacking": lacks_second_factor(request.user),
    }
    return render(request, "mfa/index.html", context)


@asked_before
def recovery_codes(request):
    """Shown until their owner says they are kept; reading them changes nothing."""
    codes = codes_to_note(request)
    if request.method == "POST":
        were_noted(request)
        messages.success(request, "Votre second facteur est en place.")
        return redirect("home")
    _application, _keys, codes_left = factors_of(request.user)
    if codes_left is None:
        raise Http404
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes, "codes_left": codes_left})


@require_safe
@asked_before
def recovery_codes_file(request):
    codes = codes_to_note(request)
    if not codes:
        raise Http404
    text = render_to_string("mfa/recovery_codes/download.txt", {"codes": codes, "at": timezone.now()})
    name = "codes-de-secours.txt"
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class KeyRemoval(webauthn.RemoveWebAuthnView):
    """allauth's, which would let somebody remove the last factor that their role demands."""

    def form_valid(self, form):
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return super().form_valid(form)


def _of_ones_own(view):
    """A key that is not theirs is unknown to them, before anything is asked."""

    def found(request, pk):
        get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
        return asked_before(view)(request, pk=pk)

    return found


remove_key = _of_ones_own(KeyRemoval.as_view())
rename_key = _of_ones_own(webauthn.edit_webauthn)
