"""The pages that people open, each asked as somebody of the service."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

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
        "une fiche": at("candidates:candidate", 1),
        "dossiers": at("candidates:queue"),
        "chronologie": at("dossier_timeline", 98 * 2),
        "confier": at("jury:dossier_assign", 97 * 2),
        "jurys": at("jury:juries"),
        "membres": at("jury:jurors"),
        "à délivrer": at("certificates:to_issue"),
        "registre": at("certificates:register"),
        "registre, filtres": at("certificates:register") + "?nature=cqp&etat=issued",
        "un certificat": at("certificates:certificate", issued.pk),
    }
    pages = {f"gestion : {name}": Page(office, path) for name, path in paths.items()}
    return pages | {"public : vérifier": Page(None, at("certificates:verify_code", issued.code))}


# a timeline shows who opened it, each quarter of an hour
FOUND = {"gestion : chronologie"}
LISTS = {"candidats": "candidates:candidates", "registre": "certificates:register"}
# two names; what many bear; what a list by name has at its end only; what nobody bears
SEARCHES = {"étroite": "christine+le", "large": "ma", "en fin de liste": "vi", "vaine": "wisniewska"}
SOMEBODY = {"candidats": "personne96@organisme.example", "registre": "MO-B1-2026-000012"}


def pages_of_searches():
    return {
        f"gestion : {noun}, recherche {how}": Page(OFFICE + 1, f"{at(view)}?q={words}")
        for noun, view in LISTS.items()
        for how, words in (SEARCHES | {"d'une personne": SOMEBODY[noun]}).items()
    }


def pages_of():
    return pages_of_candidates() | pages_of_juries() | pages_of_the_office() | pages_of_searches()
