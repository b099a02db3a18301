"""Who takes part in these journeys, and the pages looked into on their way."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone

from candidates.models import Dossier
from jury.models import Examination

LAPTOP = {"width": 1280, "height": 800}
_looked_into = set()


def arrive(open_browser, user):
    """Somebody signed in, in a window of their own."""
    window = open_browser(viewport=LAPTOP)
    window.user = user
    window.sign_in(user.email)
    return window


@dataclass
class Table:
    """A dossier and the windows around it; the first of the jury chairs."""

    dossier: Dossier
    office: object
    candidate: object
    jury: list

    @property
    def chair(self):
        return self.jury[0]

    @property
    def examination(self):
        """As it stands now; the last one when a jury was dissolved."""
        return Examination.objects.filter(dossier=self.dossier).latest("pk")

    @property
    def everybody(self):
        return [self.office, self.candidate, *self.jury]


def in_days(number):
    """A day to come, as a page's date field takes it."""
    return (timezone.localdate() + dt.timedelta(days=number)).isoformat()


def look(window):
    """`check_page` the first time a kind of page is met in a run; nothing in the console, every time."""
    kind = re.sub(r"\d+", "", f"{urlsplit(window.page.url).path} {window.page.title()}")
    if kind not in _looked_into:
        window.check_page()
        _looked_into.add(kind)
    assert not window.complaints, window.complaints


def said(window):
    """What the page says, its no-break spaces as plain ones."""
    return " ".join(window.page.inner_text("main").split())


def go(window, path):
    window.goto(path)
    look(window)


def send(window, label):
    """Press, wait for the page that answers, look into it."""
    with window.page.expect_navigation():
        window.page.get_by_role("button", name=label, exact=True).first.click()
    look(window)


def follow(window, label):
    with window.page.expect_navigation():
        window.page.get_by_role("link", name=label, exact=True).first.click()
    look(window)


def come_back(*windows):
    """Signed in anew, as on another day."""
    for window in windows:
        window.context.clear_cookies()
        window.sign_in(window.user.email)
