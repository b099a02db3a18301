"""Recovery codes are shown once: from the moment they are made until their owner says they have them."""

from allauth.mfa.models import Authenticator

TO_NOTE = "recovery_codes_to_note"


def have_to_be_noted(request):
    request.session[TO_NOTE] = True


def were_noted(request):
    request.session.pop(TO_NOTE, None)


def codes_to_note(request):
    """The codes, in the session that made them and until they are noted; nothing otherwise."""
    if not request.session.get(TO_NOTE):
        return []
    made = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    return [f"{code[:5]} {code[5:]}" for code in made.wrap().get_unused_codes()] if made else []
