"""The path over HTTP, one step a function: from the registration to the document."""

import hashlib
import io
import re
from dataclasses import dataclass

from django.core import mail
from pypdf import PdfReader

from certificates.models import Certificate
from jury.models import Examination, Seat
from notifications.models import Message
from tests.acts import TEXT
from tests.factories import CandidateFactory, juror
from tests.journeys.pages import in_one_line
from tests.journeys.people import Person, accept_invitation, address, sign_in_by_the_page

TO_SIGN = "Un procès-verbal attend votre signature"
PASSWORD = "quatre mots choisis ensemble"
IDENTITY = {
    "first_names": "Maëlys, Zoé",
    "birth_name": "Œuvrard",
    "used_name": "Le Guen",
    "sex": "F",
    "birth_date": "29/02/1984",
    "birth_place": "Quimper",
    "birth_area": "29",
    "email": "maelys.leguen@caisse.example",
    "organisation": "Cpam du Finistère",
    "unit": "Accueil",
    "function": "Responsable d’unité",
    "line_manager_name": "Hervé Kermarrec",
    "line_manager_email": "herve.kermarrec@caisse.example",
    "route": "training",
}
NAME = "Maëlys Zoé Le Guen"
MODULES = [("02/03/2026", "03/03/2026"), ("03/03/2026", "04/03/2026")]


@dataclass
class World:
    """Who takes part, besides the candidate: the office, two jurors, and two people whom none of it
    concerns."""

    office: Person
    chair: Person
    member: Person
    other_candidate: Person
    other_juror: Person
    version: object
    arrive: object

    @property
    def jury(self):
        return [self.chair, self.member]

    @property
    def strangers(self):
        return [self.other_candidate, self.other_juror]


def open_world(arrive, office, version):
    return World(
        office=arrive(office),
        chair=arrive(juror(first_name="Anne", last_name="Abgrall")),
        member=arrive(juror(first_name="Bruno", last_name="Bihan")),
        other_candidate=arrive(CandidateFactory(version=version).user),
        other_juror=arrive(juror(first_name="Carole", last_name="Cadiou")),
        version=version,
        arrive=arrive,
    )


def registered(world, *, by_the_page=False, **changes):
    """Registered by the office; the person follows the link of their mail and chooses a password."""
    page = world.office.send("candidates:candidate_register", **{**IDENTITY, **changes})
    assert "l’invitation est envoyée" in page.text
    candidate = world.arrive(CandidateFactory._meta.model.objects.get(pk=page.pk).user)
    candidate.pk = page.pk
    assert candidate.news() == [
        "Votre inscription à une certification",
        "Votre accès à l’outil de certification",
    ]
    candidate.client = accept_invitation(candidate, PASSWORD).client
    if by_the_page:
        sign_in_by_the_page(candidate, PASSWORD)
    return candidate


def follow_modules(world, candidate, dates=MODULES):
    """Both modules, by the office."""
    for module, (start, end) in zip(world.version.modules.all(), dates, strict=True):
        page = world.office.send(
            "candidates:attendance_record",
            candidate.pk,
            module.pk,
            started_on=start,
            ended_on=end,
            is_followed="on",
            training_body="Institut 4.10",
            trainer_email="formation@institut.example",
        )
        assert f"Module « {module} » enregistré." in page.text


def written(candidate, blocks):
    """A dossier started for these blocks, with one situation for all of them."""
    dossier = candidate.send("candidates:dossier_start", candidate.pk, blocks=[b.pk for b in blocks]).pk
    illustrations = {
        f"illustration_{c.pk}": f"{c.code} : {TEXT}" for block in blocks for c in block.competences.all()
    }
    candidate.send(
        "candidates:situation_new",
        dossier,
        title="L’accueil du lundi",
        blocks=[b.pk for b in blocks],
        context=TEXT,
        presentation=TEXT,
        analysis=TEXT,
        **illustrations,
    )
    return dossier


def submitted(candidate, blocks):
    dossier = written(candidate, blocks)
    page = candidate.send("candidates:dossier_submit", dossier, is_own_work="on")
    assert "Votre dossier est déposé. Reçu n°" in page.text
    return dossier


def constituted(world, name="Jury de mars", people=None):
    """A jury of these people (the two jurors of the world), the first of whom chairs."""
    people = people or world.jury
    page = world.office.send(
        "jury:jury_constitute",
        name=name,
        version=world.version.pk,
        members=[p.user.pk for p in people],
        chair=people[0].user.pk,
    )
    assert f"« {name} » est constitué." in page.text
    return next(jury for jury in page.context["juries"] if jury.name == name).pk


def entrusted(world, dossier, jury):
    """The dossier given to the jury, each member of which declares no link; the key of its examination."""
    page = world.office.send("jury:dossier_assign", dossier, jury=jury)
    assert "est confié à" in page.text
    examination = Examination.objects.get(dossier=dossier, jury=jury)
    for seat in examination.seats.select_related("juror"):
        member = world.arrive(seat.juror)
        gate = member.get("jury:examination", examination.pk)
        assert gate.path == address("jury:declaration", examination.pk)
        assert member.send(gate.path, has_link="none").path == address("jury:examination", examination.pk)
    return examination.pk


def vote_on_all(juror_, examination, *, missing=(), room="jury:reading"):
    """One vote a page, to the last, then sent and sealed."""
    page = juror_.get(room, examination)
    assert page.context["views"]
    for _view in page.context["views"]:
        code = page.context["current"].competence.code
        lacks = code in missing
        page = juror_.send(
            page.path,
            press="suivante",
            choice="not_acquired" if lacks else "acquired",
            comment=f"{code} : il manque un fait précis." if lacks else "",
        )
    assert (page.context["missing"], page.context["is_sealed"]) == ([], False)  # the last vote leads here
    page = juror_.send(page.path)
    assert "Vos avis sont envoyés et scellés." in page.text


def read_by_all(world, examination, *, missing=(), people=None):
    """Every member votes, the chair closes."""
    people = people or world.jury
    for one in people:
        vote_on_all(one, examination, missing=missing)
    page = people[0].send("jury:reading_close", examination)
    assert "La lecture est close" in page.text


def summoned(who, examination, *, day, hour="14:30"):
    page = who.send(
        "jury:interview_summon", examination, day=day, hour=hour, mode="on_site", place="Salle Iroise"
    )
    assert "La convocation est envoyée" in page.text


def interviewed(world, examination, people=None):
    """On the day: the candidate came, and every member who read sat."""
    people = people or world.jury
    users = [one.user for one in people]
    seats = Seat.objects.filter(examination=examination, juror__in=users).values_list("pk", flat=True)
    people[0].send("jury:interview_record", examination, attendance="present", present=list(seats))


def deliberated(world, examination, *, missing=(), people=None):
    people = people or world.jury
    for one in people:
        vote_on_all(one, examination, missing=missing, room="jury:deliberation")
    page = people[0].send("jury:deliberation_close", examination)
    assert "La délibération est close" in page.text


def issued(world, certificates, *, day):
    """Delivered together by the office; what the page says it delivered."""
    page = world.office.send(
        "certificates:to_issue", certificates=[c.pk for c in certificates], issued_on=day
    )
    return re.search(r"Délivrés? : (.*?)\.", page.text)[1].split(", ")


def document_of(person, certificate):
    """The bytes of the document, as this person downloads it."""
    response = person.ask("get", f"/certificats/{certificate.pk}/document/")
    assert response.status_code == 200, response.get("Location")
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content)


def text_of(pdf):
    return in_one_line(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def check_document(world, candidate, certificate, *, name=NAME):
    """The same bytes for the holder and the office, those the register holds the digest of; it says
    who and what."""
    certificate = Certificate.objects.get(pk=certificate.pk)
    pdf = document_of(candidate, certificate)
    assert document_of(world.office, certificate) == pdf
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == certificate.sheet.file_sha256
    text = text_of(pdf)
    title = certificate.block.title if certificate.is_ccp else certificate.version.title
    kind = "compétences professionnelles" if certificate.is_ccp else "qualification professionnelle"
    for words in (name, certificate.number, title, f"Certificat de {kind}"):
        assert in_one_line(words).casefold() in text.casefold(), f"{words!r} is not in {text}"
    return pdf, text


def printed_code(text):
    """The verification code as printed on the document."""
    return re.search(r"code\s+((?:[0-9A-Z]{2,4}-){6}[0-9A-Z]{2})", text)[1]


def check_public_page(world, text, certificate, *, says="Ce certificat est authentique et en vigueur"):
    """Anyone types the printed code; one letter off, and nobody knows it."""
    certificate = Certificate.objects.get(pk=certificate.pk)
    anyone, code = Person(None, world.office._committed), printed_code(text)
    found = anyone.get(f"/verifier/?code={code.lower()}")
    assert says in found.text
    assert certificate.number in found.text
    assert NAME in found.text
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "Aucun certificat ne porte ce code" in anyone.get(f"/verifier/{wrong}/", status=404).text


def check_closed_to_strangers(owner, strangers, addresses):
    """The owner's addresses, which answer, if only that it is too late (409), are unknown to everybody
    else: to look at, and to post to."""
    for name, *args in addresses:
        assert owner.status_of(name, *args) in (200, 302, 409), f"{name} does not answer its owner"
        for stranger in strangers:
            for method in ("get", "post"):
                assert stranger.status_of(name, *args, method=method) == 404, f"{stranger} {method} {name}"


NOTHING_HELD = {"Personne n’a vos dossiers en main", "Vous n’attendez plus rien"}
DOCUMENTS = {"Un document à venir", "Des documents à venir"}


def check_home(candidate, now, awaited=(), tiles=None):
    """What is to do once each decision told was read, which comes first; who holds a dossier; where each
    block is."""
    home, opened = candidate.home(), []
    while home.now == "Lire la décision":
        (read,) = re.findall(r'<a class="btn btn-primary" href="(/resultats/\d+/)">', home.source)
        assert read not in opened, "a decision that was opened is still to be read"
        opened.append(read)
        candidate.get(read)
        home = candidate.home()
    held = [title for title in home.awaited if title not in NOTHING_HELD | DOCUMENTS]
    assert (home.now, held) == (now, list(awaited))
    if tiles is not None:
        assert home.tiles == tiles


def check_turns(*people_and_words):
    """What each juror's list says, « » for nothing at all."""
    found = {repr(person): person.home().turns for person, _words in people_and_words}
    assert found == {repr(person): [words] if words else [] for person, words in people_and_words}


def check_news(*people_and_subjects):
    """What each person was told since the last time: these subjects, each once, in this order."""
    found = {repr(person): person.news() for person, *_subjects in people_and_subjects}
    assert found == {repr(person): subjects for person, *subjects in people_and_subjects}


def check_nobody_else_was_told(people):
    """No message is left that the journey did not expect, and each was mailed once."""
    check_news(*([person] for person in people))
    assert len(mail.outbox) == Message.objects.count()
