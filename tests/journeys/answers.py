"""What a form answers to what is typed in it, and what that wrote."""

from django.apps import apps
from django.db import transaction

from tests.journeys.pages import Page


def counts():
    """How many rows each table holds, but for where sessions are from, noted once a minute."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label != "usersessions"
    }


def refusals_of(form, changes):
    """Type `good` but for `changes`, send: status 200, nothing written, everything typed still there."""
    page = form.person.get(form.address, *form.args)
    typed = {**form.good, **changes}
    sent = page.form(typed).filled(typed, press=form.press)
    before = counts()
    response = form.person.ask("post", page.path, sent)
    assert response.status_code == 200, f"{changes} was accepted"
    assert counts() == before
    answer = Page(response)
    known, again = page.form(typed), answer.form(typed)
    options = {
        "version",
        "members",
        "chair",
        "blocks",
        "jury",
        "present",
        "certificates",
        "sex",
        "route",
        "mode",
        "choice",
        "attendance",
        "feasibility_is_accepted",
    }
    ours = {
        name: values
        for name, values in sent.items()
        if name != "csrfmiddlewaretoken"
        and name not in known.passwords
        and values != [""]
        and not (name in changes and name in options)
        and name != form.press
    }
    kept = {name: sorted(values) for name, values in again.typed.items() if name in ours}
    assert kept == {name: sorted(values) for name, values in ours.items()}
    return answer.refusals


def statuses_of(form, many_changes, *, written=None):
    """What answers none of 200 and 302, each POST undone after it: with `written` False, what wrote
    anything too."""
    page, found = form.person.get(form.address, *form.args), []
    before = counts()
    form.person.client.raise_request_exception = False
    for changes in many_changes:
        told = {name: ascii(value)[:30] for name, value in changes.items()}
        typed = page.form(form.good).filled({**form.good, **changes}, press=form.press)
        with transaction.atomic():
            response = form.person.ask("post", page.path, typed)
            if response.status_code not in (200, 302):
                found.append((told, response.status_code))
            elif written is False and counts() != before:
                found.append((told, "written"))
            elif response.status_code == 302 and form.person.ask("get", response.url).status_code >= 500:
                found.append((told, "the page after it"))
            transaction.set_rollback(True)
    return found


def texts_of(form):
    """The controls of a form that take what one types."""
    fields = form.person.get(form.address, *form.args).context["form"].fields
    kinds = ("TextInput", "EmailInput", "Textarea", "PasswordInput", "TimeInput")
    return [name for name in form.good if name in fields and type(fields[name].widget).__name__ in kinds]
