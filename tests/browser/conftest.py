"""A real Chromium before the live service, which tells of every error it meets."""

import re
import shutil

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests import acts
from tests.factories import PASSWORD, eligible_candidate, published_version

SECONDS = 30  # a page may be slow to come, and some read themselves again every few seconds only
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """After the database is made, and module by module: playwright's event loop stays in the thread of the
    tests as long as it lives, and Django would refuse its database there without being told."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=SECONDS * 1000)
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Browser:
    """Somebody's window, with what it complained of."""

    def __init__(self, context, base):
        self.context, self.base, self.complaints = context, base, []
        context.set_default_timeout(SECONDS * 1000)
        self.page = context.new_page()
        self.page.on(
            "console", lambda m: self._complain("console", m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self._complain("script", str(error)))
        self.page.on(
            "response", lambda r: self._complain("answer", f"{r.status} {r.url}") if r.status >= 400 else None
        )

    def _complain(self, kind, text):
        self.complaints.append((kind, text, self.page.url))

    def goto(self, path):
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, email, password=PASSWORD):
        self.goto("/connexion/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.press("Se connecter")

    def press(self, label):
        self._go_by("button", label)

    def follow(self, label):
        self._go_by("link", label)

    def _go_by(self, role, label):
        """To the page it leads to: playwright's click does not wait for one that is slow to begin."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=label, exact=True).first.click()

    def check_page(self):
        """Nothing serious for who reads otherwise; nothing in the console (a CSP violation is there)."""
        found = Axe().run(self.page)["violations"]
        grave = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]
        assert (self.page.url, grave) == (self.page.url, [])
        assert self.complaints == []

    @property
    def pk(self):
        return int(re.findall(r"/(\d+)/", self.page.url)[0])


@pytest.fixture
def open_browser(chromium, live_server, settings):
    """Another person, another window; `javascript=False` for a browser without."""
    settings.PUBLIC_URL = live_server.url
    contexts = []

    def _open(**options):
        context = chromium.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=True,
            java_script_enabled=options.pop("javascript", True),
            **options,
        )
        contexts.append(context)
        return Browser(context, live_server.url)

    yield _open
    for context in contexts:
        context.close()


@pytest.fixture
def draft():
    """A draft for both blocks of a small certification, two situations, everything written."""
    return acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


@pytest.fixture
def situation(draft):
    return draft.situations.first()


@pytest.fixture
def signed_in(open_browser, draft):
    """A window of the candidate whose draft it is."""

    def _open(**options):
        window = open_browser(**options)
        window.sign_in(draft.candidate.user.email)
        return window

    return _open
