"""What an administrator may do for somebody's access, and for organisations typed twice."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.forms import MergeForm, WhyForm
from accounts.models import Organisation, User
from accounts.reauthentication import asked_again
from accounts.selectors import factors_of, open_sessions
from accounts.services import security
from accounts.services.organisations import merge_organisations, twins
from accounts.sign_on import is_offered, link_of
from ui.access import require
from ui.forms import refusals_shown_on

# address → (service, what is said once done, whether it opens a way in again)
ACTS = {
    "second-facteur": (
        security.reset_second_factor,
        "Le second facteur est réinitialisé ; la personne est prévenue.",
        True,
    ),
    "authentification-unique": (
        security.unlink_sign_on,
        "Le lien est défait ; la personne est prévenue.",
        True,
    ),
    "sessions": (security.close_sessions_of, "Toutes les sessions de cette personne sont fermées.", False),
}


def person_access(request, pk):
    require(request.user.is_administrator)
    person = get_object_or_404(User.objects.select_related("organisation"), pk=pk)
    return _person_page(request, person, WhyForm(), status=200)


def _person_page(request, person, form, *, status):
    application, keys, codes_left = factors_of(person)
    context = {
        "person": person,
        "form": form,
        "application": application,
        "keys": keys,
        "codes_left": codes_left,
        "sign_on": link_of(person) if is_offered() else None,
        "session_count": open_sessions(person, at=timezone.now()).count(),
        "is_oneself": person == request.user,
    }
    return render(request, "accounts/person_access.html", context, status=status)


@require_POST
@asked_again
def person_act(request, pk, act):
    require(request.user.is_administrator)
    person = get_object_or_404(User.objects.select_related("organisation"), pk=pk)
    service, done, gives_way_in = ACTS[act]
    form = WhyForm(request.POST, gives_way_in=gives_way_in)
    if form.is_valid():
        with refusals_shown_on(form):
            service(person, **form.said, by=request.user, at=timezone.now())
            messages.success(request, done)
            return redirect("accounts:person_access", pk=pk)
    return _person_page(request, person, form, status=200)


def organisations_merge(request):
    require(request.user.is_administrator)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        kept, gone = form.cleaned_data["kept"], form.cleaned_data["gone"]
        with refusals_shown_on(form):
            merge_organisations(kept, gone, by=request.user, at=timezone.now())
            messages.success(request, f"« {gone.name} » ne fait plus qu’un avec « {kept.name} ».")
            return redirect("accounts:organisations_merge")
    context = {"form": form, "twins": twins(), "organisations": Organisation.objects.all()}
    return render(request, "accounts/organisations_merge.html", context)
