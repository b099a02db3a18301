"""The pages that people open, each asked as somebody of the service, measured on the server."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reauthentication import BACKEND
from certificates.models import Certificate
from jury.models import Examination, Vote
from tests.benchmarks.population import OFFICE


@dataclass(frozen=True)
class Page:
    """What somebody asks, by their key (None for a visitor). `typed` makes what they send the nth time."""

    user: int | None
    path: str
    typed: Callable[[int], dict] | None = None

    def ask(self, client, rank):
        return client.post(self.path, self.typed(rank)) if self.typed else client.get(self.path)


@dataclass(frozen=True)
class Measure:
    """What one page took: queries, rows fetched, seconds."""

    queries: int
    rows: int
    median: float
    worst: float  # 95th percentile


class Counted:
    """Counts queries and the rows they fetch."""

    def __init__(self):
        self.queries = self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.queries += 1
        if sql.lstrip("( ").startswith(("SELECT", "WITH")):
            self.rows += max(context["cursor"].rowcount, 0)
        return result


def typed_comment(rank):
    """The nth save of a comment, as the page's script sends it."""
    return {"text": f"Un fait précis, {rank}.", "base": rank, "client": "a" * 24, "seq": rank + 1}


def at(name, *args):
    return reverse(name, args=args)


# what a jury's members and the office wait for: an answer within 60 ms, whatever the size (see bench_served)
LIST, ROOM, SAVE, QUEUE = (
    "jury : mes dossiers à lire",
    "jury : salle de lecture",
    "jury : sa sauvegarde",
    "gestion : dossiers",
)


def pages_of_juries(nth=0):
    """name → Page. The first dossiers in the order of their keys, the same ones at every size; `nth` takes
    another one that is read."""
    reading = Examination.objects.filter(state="reading").order_by("pk")[nth]
    to_summon = Examination.objects.filter(state="to_summon").order_by("pk").first()
    chair = reading.seats.get(is_chair=True).juror_id
    competence = reading.blocks.order_by("position").first().competences.first().pk
    Vote.objects.filter(seat__examination=reading).delete()  # saves are counted from the first
    return {
        LIST: Page(chair, at("jury:examinations")),
        "jury : un dossier": Page(chair, at("jury:examination", reading.pk)),
        ROOM: Page(chair, at("jury:reading", reading.pk, competence)),
        SAVE: Page(chair, at("jury:reading_field", reading.pk, competence, "comment"), typed_comment),
        "jury : tout le dossier": Page(chair, at("jury:dossier_whole", reading.pk)),
        "jury : envoyer mes avis": Page(chair, at("jury:reading_send", reading.pk)),
        "jury : clore": Page(
            to_summon.seats.get(is_chair=True).juror_id, at("jury:examination", to_summon.pk)
        ),
    }


def pages_of_candidates():
    """Ranks are those of the seed: 96 writes, 98 is read, 99 waits for its interview."""
    return {
        "candidat : mon parcours (CQP)": Page(1, at("course")),
        "candidat : mon parcours (brouillon)": Page(96, at("course")),
        "candidat : mon parcours (lecture)": Page(98, at("course")),
        "candidat : mon parcours (entretien)": Page(99, at("course")),
        "candidat : mes dossiers": Page(1, at("candidates:dossiers")),
        "candidat : un dossier": Page(98, at("candidates:dossier", 98 * 2)),
        "candidat : un brouillon": Page(96, at("candidates:dossier", 96 * 2)),
        "candidat : mes certificats": Page(1, at("certificates:mine")),
        "candidat : messages": Page(1, at("notifications:list")),
    }


def pages_of_the_office():
    office, issued = OFFICE + 1, Certificate.objects.issued().order_by("pk").first()
    paths = {
        "tableau de bord": at("dashboard"),
        "candidats": at("candidates:candidates"),
        "candidats, recherche": at("candidates:candidates") + "?q=lefevre+mart",
        "une fiche": at("candidates:candidate", 1),
        "dossiers": at("candidates:queue"),
        "chronologie": at("dossier_timeline", 98 * 2),
        "confier": at("jury:dossier_assign", 97 * 2),
        "jurys": at("jury:juries"),
        "membres": at("jury:jurors"),
        "à délivrer": at("certificates:to_issue"),
        "registre": at("certificates:register"),
        "registre, recherche": at("certificates:register") + "?q=lefevre+mart",
        "registre, filtres": at("certificates:register") + "?nature=cqp&etat=issued",
        "un certificat": at("certificates:certificate", issued.pk),
    }
    pages = {f"gestion : {name}": Page(office, path) for name, path in paths.items()}
    return pages | {"public : vérifier": Page(None, at("certificates:verify_code", issued.code))}


# as many rows as are found, up to a page; a timeline shows who opened it, each quarter of an hour
FOUND = {"gestion : candidats, recherche", "gestion : registre, recherche", "gestion : chronologie"}
LISTS = {"candidats": "candidates:candidates", "registre": "certificates:register"}
# what many bear, what a list by name has at its end only, what nobody bears
SEARCHES = {"large": "ma", "en fin de liste": "vi", "vaine": "wisniewska"}


def pages_of_searches():
    return {
        f"gestion : {noun}, recherche {how}": Page(OFFICE + 1, f"{at(view)}?q={words}")
        for noun, view in LISTS.items()
        for how, words in SEARCHES.items()
    }


def pages_of():
    return pages_of_candidates() | pages_of_juries() | pages_of_the_office() | pages_of_searches()


def signed_in(user):
    client = Client()
    if user:
        client.force_login(User.objects.get(pk=user), backend=BACKEND)
    return client


def measured(page, *, rounds):
    client, ranks = signed_in(page.user), count(1)
    page.ask(client, next(ranks))
    counted = Counted()
    with connection.execute_wrapper(counted):
        answer = page.ask(client, next(ranks))
    if answer.status_code != 200:
        raise AssertionError(f"{page.path} answered {answer.status_code}")
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        page.ask(client, next(ranks))
        times.append(time.perf_counter() - start)
    times = sorted(times) or [0.0]
    return Measure(counted.queries, counted.rows, statistics.median(times), times[int(len(times) * 0.95)])


def measure_all(*, rounds):
    pages = pages_of()
    for page in pages.values():  # what one page notes is shown on another: who opened a dossier
        page.ask(signed_in(page.user), 0)
    return {name: measured(page, rounds=rounds) for name, page in pages.items()}
