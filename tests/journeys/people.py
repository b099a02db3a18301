"""People before their browsers: they sign in, open pages, fill forms, and are told things."""

import re
from urllib.parse import urlencode

from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from notifications.models import Message
from tests.identity import prove_identity
from tests.journeys.pages import Page

FORM = "application/x-www-form-urlencoded"


class Person:
    """Somebody with a browser of their own, that checks tokens as a real one is made to.

    Signed in anew each day, for a session lasts hours; who they are was just confirmed when they send a form,
    for some acts ask it again. What follows a commit follows each request, and the
    constraints that wait for the commit are asked then.
    """

    def __init__(self, user, committed):
        self.user, self._committed = user, committed
        self.client, self._day, self._heard = Client(enforce_csrf_checks=True), None, set()

    def __repr__(self):
        return f"<{self.user}>"

    def _sign_in_today(self):
        if self.user is not None and self._day != timezone.localdate():
            self.user.refresh_from_db()
            self.client.force_login(self.user, backend=BACKEND)
            self._day = timezone.localdate()

    def ask(self, method, url, sent=None):
        """One request, as it is."""
        self._sign_in_today()
        if method == "post" and self.user is not None:
            prove_identity(self.client, self.user)
        with self._committed():
            if method == "post":
                response = self.client.post(url, urlencode(sent or {}, doseq=True), content_type=FORM)
            else:
                response = self.client.get(url)
        _ask_deferred_constraints()
        return response

    def get(self, name, *args, status=200):
        """A page, wherever it leads."""
        response = self.ask("get", address(name, *args))
        while response.status_code == 302:
            response = self.ask("get", response.url)
        assert response.status_code == status, f"{address(name, *args)} answers {response.status_code}"
        return Page(response)

    def status_of(self, name, *args, method="get"):
        """What is answered to somebody who only knows the address; a POST bears a good token."""
        sent = {"csrfmiddlewaretoken": self._token()} if method == "post" else None
        return self.ask(method, address(name, *args), sent).status_code

    def _token(self):
        page = self.ask("get", reverse("notifications:list")).content.decode()
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def post(self, name, /, *args, press="", **typed):
        """Open the page, fill its form, send it. The answer as it is."""
        page = self.get(name, *args)
        return self.ask("post", page.path, page.form(typed).filled(typed, press=press))

    def send(self, name, /, *args, press="", **typed):
        """Open the page, fill its form, send it with a button that works, and land on the next page."""
        page = self.get(name, *args)
        form = page.form(typed)
        assert form.buttons, f"no button to press on {page.path}"
        response = self.ask("post", page.path, form.filled(typed, press=press))
        assert response.status_code == 302, f"{page.path}: {Page(response).refusals}"
        return self.get(response.url)

    def home(self):
        return self.get("home")

    def news(self):
        """The subjects of what this person was told since the last time, and that each was mailed once."""
        told = Message.objects.filter(recipient=self.user).exclude(pk__in=self._heard).order_by("pk")
        found = list(told)
        assert all(message.sent_at for message in found)
        self._heard |= {message.pk for message in found}
        return [message.subject for message in found]


def address(name, *args):
    return name if name.startswith("/") else reverse(name, args=args)


def _ask_deferred_constraints():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def invitation_of(email):
    """The path of the last invitation mailed to this address."""
    texts = [m.body for m in mail.outbox if m.to == [email] and "/invitation/" in m.body]
    return re.search(r"(/invitation/\S+)", texts[-1])[1]


def accept_invitation(person, password):
    """The link of the mail, a password chosen: the person enters, and may leave and sign in by it."""
    visitor = Person(None, person._committed)
    page = visitor.get(invitation_of(person.user.email))
    typed = {"new_password1": password, "new_password2": password}
    response = visitor.ask("post", page.path, page.form(typed).filled(typed))
    assert response.status_code == 302
    assert "Votre mot de passe est enregistré." in visitor.get(response.url).text
    return visitor


def sign_in_by_the_page(person, password):
    """What anybody does: the address and the password at /connexion/."""
    person.client = Client(enforce_csrf_checks=True)
    user, person.user = person.user, None
    page = person.get("account_login")
    assert page.path == "/connexion/"
    response = person.ask("post", page.path, page.form().filled({"login": user.email, "password": password}))
    person.user, person._day = user, timezone.localdate()
    assert (response.status_code, response.url) == (302, "/")
    return person.home()
