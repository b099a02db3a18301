"""The pages that people open, each asked as somebody of the service, measured on the server."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reauthentication import BACKEND
from certificates.models import Certificate
from jury.models import Examination
from tests.benchmarks.population import OFFICE


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


def pages_of(version):
    """name → (user, path). Ranks are those of the seed: 98 is read, 99 waits for its interview."""
    reading = Examination.objects.filter(state="reading").order_by("pk").first()
    to_summon = Examination.objects.filter(state="to_summon").order_by("pk").first()
    chair = reading.seats.get(is_chair=True).juror_id
    competence = reading.blocks.order_by("position").first().competences.first().pk
    issued = Certificate.objects.issued().order_by("pk").first()
    office = OFFICE + 1

    def at(name, *args):
        return reverse(name, args=args)

    return {
        "candidat : mon parcours (CQP)": (1, at("course")),
        "candidat : mon parcours (entretien)": (99, at("course")),
        "candidat : mes dossiers": (1, at("candidates:dossiers")),
        "candidat : un dossier": (98, at("candidates:dossier", reading.dossier_id)),
        "candidat : mes certificats": (1, at("certificates:mine")),
        "candidat : messages": (1, at("notifications:list")),
        "jury : mes dossiers à lire": (chair, at("jury:examinations")),
        "jury : un dossier": (chair, at("jury:examination", reading.pk)),
        "jury : salle de lecture": (chair, at("jury:reading", reading.pk, competence)),
        "jury : envoyer mes avis": (chair, at("jury:reading_send", reading.pk)),
        "jury : clore": (to_summon.seats.get(is_chair=True).juror_id, at("jury:examination", to_summon.pk)),
        "gestion : tableau de bord": (office, at("dashboard")),
        "gestion : candidats": (office, at("candidates:candidates")),
        "gestion : candidats, recherche": (office, at("candidates:candidates") + "?q=personne+12"),
        "gestion : une fiche": (office, at("candidates:candidate", 1)),
        "gestion : dossiers": (office, at("candidates:queue")),
        "gestion : chronologie": (office, at("dossier_timeline", reading.dossier_id)),
        "gestion : confier": (office, at("jury:dossier_assign", 97 * 2)),
        "gestion : jurys": (office, at("jury:juries")),
        "gestion : membres": (office, at("jury:jurors")),
        "gestion : à délivrer": (office, at("certificates:to_issue")),
        "gestion : registre": (office, at("certificates:register")),
        "gestion : registre, recherche": (office, at("certificates:register") + "?q=personne+12"),
        "gestion : registre, filtres": (office, at("certificates:register") + "?nature=cqp&annee=2026"),
        "gestion : un certificat": (office, at("certificates:certificate", issued.pk)),
        "public : vérifier": (None, at("certificates:verify_code", issued.code)),
    }


def measured(user, path, *, rounds):
    client = Client()
    if user:
        client.force_login(User.objects.get(pk=user), backend=BACKEND)
    client.get(path)
    counted = Counted()
    with connection.execute_wrapper(counted):
        answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answered {answer.status_code}")
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - start)
    times.sort()
    return Measure(counted.queries, counted.rows, statistics.median(times), times[int(len(times) * 0.95)])


def measure_all(version, *, rounds):
    return {name: measured(user, path, rounds=rounds) for name, (user, path) in pages_of(version).items()}
