"""What costs is counted for each person, and whoever works never meets the limit."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from tests.acts import validated_on_reading, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_picture
from ui import limits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_minute():
    """Counts are by minute of the clock: none begins in the middle of a test."""
    with time_machine.travel(timezone.now().replace(second=5), tick=False):
        yield


def browser_of(person):
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


def ask_export(browser):
    return browser.post(reverse("certificates:export_ask"), {"format": "csv"})


@pytest.mark.pdf
def test_a_preview_is_printed_so_many_times_a_minute_and_no_more(settings):
    settings.PREVIEWS_PER_MINUTE = 2
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    browser = browser_of(manager())
    page = reverse("certificates:preview_document", args=[candidate.certificates.ccps().get().pk])

    met = [browser.get(page).status_code for _ in range(4)]

    assert met == [200, 200, 429, 429]


def test_an_export_is_asked_so_many_times_a_minute_by_each_and_no_more(settings):
    settings.EXPORTS_PER_MINUTE = 2
    one, other = browser_of(manager()), browser_of(manager())

    met = [ask_export(one).status_code for _ in range(3)]
    colleague = ask_export(other).status_code  # from the same address
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1), tick=False):
        later = ask_export(one).status_code

    assert (met, colleague, later) == ([302, 302, 429], 302, 302)


def test_files_are_brought_so_many_times_a_minute_and_reading_the_page_is_not_counted(settings):
    settings.UPLOADS_PER_MINUTE = 2
    dossier = write_dossier(eligible_candidate())
    browser = browser_of(dossier.candidate.user)
    page = reverse("candidates:attachments", args=[dossier.pk])

    read = {browser.get(page).status_code for _ in range(5)}
    pictures = [SimpleUploadedFile(f"{n}.png", a_picture(color=(n, 90, 120))) for n in range(3)]
    met = [browser.post(page, {"files": picture}).status_code for picture in pictures]

    assert (read, met) == ({200}, [302, 302, 429])
    assert dossier.attachments.count() == 2
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", ["candidates:import_try", "candidates:module_declare", "jury:appeal_file"])
def test_every_page_that_takes_files_is_counted(settings, page):
    settings.UPLOADS_PER_MINUTE = 0
    arguments = {"candidates:import_try": [], "candidates:module_declare": [1, 1], "jury:appeal_file": [1]}

    assert browser_of(manager()).post(reverse(page, args=arguments[page])).status_code == 429


def test_a_dossier_of_twenty_annexes_sent_one_by_one_is_far_from_the_limit(settings):
    assert settings.UPLOADS_PER_MINUTE >= 5 * settings.ATTACHMENTS_PER_DOSSIER


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_thirty_questions_at_once_none_is_left_out_of_the_count():
    start = threading.Barrier(30)

    def asks(_rank):
        start.wait()
        try:
            return limits._count("VERIFICATIONS_PER_MINUTE", "of thirty")
        finally:
            connection.close()

    with ThreadPoolExecutor(30) as pool:
        counted = sorted(pool.map(asks, range(30)))

    assert counted == list(range(1, 31))


def test_counts_whose_minute_is_over_are_forgotten_and_the_others_go_on():
    def count():
        return limits._count("VERIFICATIONS_PER_MINUTE", "of one alone")

    counted = [count()]
    limits.forget_counts(at=timezone.now())
    counted.append(count())
    gone = limits.forget_counts(at=timezone.now() + dt.timedelta(minutes=3))
    counted.append(count())

    assert counted == [1, 2, 1]
    assert gone >= 1  # other tests commit theirs, and no flush empties a table without a model
