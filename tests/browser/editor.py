"""The editor of a situation as a test drives it."""

import re
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import expect

from candidates.models import Situation
from tests.factories import PASSWORD
from tests.processes import free_port

LONG = "Le lundi, quarante minutes d’attente : « c’est trop », disait-on. Œuvre d’équipe, non ? 😀\n\n"
SAVED = re.compile(r"^✓ Enregistré à \d{1,2}\xa0h\xa0\d\d$")


def open_editor(window, situation):
    window.goto(f"/dossiers/{situation.dossier_id}/situations/{situation.pk}/")
    expect(state(window.page)).to_have_text(SAVED)
    return window.page


def state(page):
    return page.locator("[data-words]")


def area(page, name="analysis"):
    return page.locator(f"[name={name}]")


def type_at_end(page, text, name="analysis"):
    area(page, name).press("Control+End")
    page.keyboard.insert_text(text)


def kept(situation, name="analysis"):
    return getattr(Situation.objects.get(pk=situation.pk), name)


def sign_in(page, email):
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Se connecter", exact=True).first.click()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class _Threaded(ThreadingMixIn, WSGIServer):
    allow_reuse_address = True
    daemon_threads = True

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class Service:
    """The application on a port of its own, that can be stopped and started again in mid-sentence."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.server = _Threaded(("127.0.0.1", self.port), _Quiet)
        self.server.set_app(StaticFilesHandler(WSGIHandler()))
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
