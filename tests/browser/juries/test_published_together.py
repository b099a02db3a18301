"""A jury of three, side by side, from the declarations of interest to the letter the candidate reads."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from certificates.models import Certificate
from jury.models import Minutes, Session, Stage, Verdict, Vote
from tests.browser.juries import steps
from tests.browser.juries.people import come_back, follow, go, in_days, look, said, send

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
LACKS = "Aucun exemple daté."


def create_session(desk, people):
    go(desk, "/gestion/sessions/creer/")
    page = desk.page
    for name, value in {
        "name": "Session d’avril",
        "starts_on": in_days(37),
        "ends_on": in_days(37),
        "place": "Salle Iroise",
    }.items():
        page.fill(f"[name={name}]", value)
    for person in people:
        page.check(f"[name=members][value='{person.pk}']")
    page.select_option("[name=chair]", str(people[0].pk))
    send(desk, "Créer la session et convoquer")
    assert "ses membres sont convoqués" in said(desk)


def pages_before_sending(window, examination):
    """What a member who has sent nothing may look at, in words."""
    found = []
    for path in ("", "comparer/", "lecture/"):
        go(window, f"/jury/examens/{examination.pk}/{path}")
        found.append(said(window))
    go(window, "/jury/dossiers/")
    return [*found, said(window)]


def read_under_seal(table):
    """Nothing of the others before one's own are sent, not even whether they have sent (D8)."""
    chair, second, third = table.jury
    for member in table.jury:
        steps.declare_no_link(member)
    before = pages_before_sending(second, table.examination)
    steps.read(chair, {"C2.1": LACKS})
    assert pages_before_sending(second, table.examination) == before
    assert "Envoyez d’abord vos avis" in before[1]

    steps.open_dossier(second)
    steps.read(second)
    go(second, f"/jury/examens/{table.examination.pk}/comparer/")
    assert "Avis attendus : Carole Cadiou." in said(second)
    assert LACKS not in said(second)
    steps.read(third, {"C2.1": "Le plan cité n’est pas le sien."})
    second.page.reload()
    look(second)
    assert "1 pour, 2 contre" in said(second)
    assert LACKS in said(second)


def confirm(window):
    """The convocation to the session is answered before anything is read."""
    go(window, "/jury/dossiers/")
    follow(window, "Session d’avril")
    window.page.get_by_label("Oui, je serai présent(e)").check()
    send(window, "Envoyer ma réponse")


def choose_a_date(table):
    """The chair offers two, the candidate takes the second."""
    steps.open_dossier(table.chair)
    follow(table.chair, "Proposer des créneaux")
    page = table.chair.page
    for rank, hour in enumerate(("09:30", "14:30"), start=1):
        page.fill(f"[name=day_{rank}]", in_days(37))
        page.fill(f"[name=hour_{rank}]", hour)
    page.fill("[name=place]", "Salle Iroise")
    send(table.chair, "Proposer ces créneaux")

    go(table.candidate, "/mon-parcours/")
    follow(table.candidate, "Voir les créneaux")
    table.candidate.page.get_by_label("14 h 30").check()
    send(table.candidate, "Choisir ce créneau")
    assert "Votre entretien est fixé" in said(table.candidate)


def deliberate(table):
    """All three sat; one is not convinced, and the others see the decision being written."""
    chair, second, third = table.jury
    steps.begin_interview(chair, second, third)
    steps.decide(second)
    steps.decide(third, {"C2.1": "Toujours pas d’exemple."})
    steps.open_dossier(chair)
    follow(chair, "Donner mes avis")
    steps.vote(chair, {})
    steps.seal(chair)
    go(chair, f"/jury/examens/{table.examination.pk}/entretien/salle/")
    send(chair, "Terminer l’entretien")

    steps.open_dossier(second)
    follow(second, "Suivre la délibération")
    assert "✓ Prouvée à l’entretien 2 pour, 1 contre" in said(second)
    steps.see_what_closes(chair)
    assert "✓ Prouvée à l’entretien 2 pour, 1 contre" in said(chair)
    chair.page.fill("[name=remarks]", "Un échange clair.")
    expect(second.page.locator("[data-live]")).to_contain_text("Un échange clair.")
    send(chair, "Clore la délibération")


def awaits_its_publication(window, examination):
    go(window, f"/resultats/{examination.pk}/")
    assert window.page.inner_text("h1") == "Délibération en cours"
    assert "Validé" not in said(window)
    go(window, "/mon-parcours/")
    assert "Délibération en cours" in said(window)
    assert not window.page.get_by_text("✓ Validé").count()


def publish(desk):
    go(desk, "/gestion/")
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="Voir et publier").first.click()
    look(desk)
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="Lire la lettre").first.click()
    look(desk)
    assert "Ce qui sera annoncé" in said(desk)
    assert "prouvée à l’entretien" in said(desk)
    desk.page.go_back()
    send(desk, "Publier les résultats")
    assert "Les résultats sont publiés" in said(desk)


def letter_of(window, path):
    """What the PDF of the letter says."""
    steps.downloaded(window.page.get_by_role("link", name="Lettre de décision (PDF)"), path)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_from_the_declarations_to_the_letter_published_to_all(table, go_to, tmp_path):
    create_session(table.office, [window.user for window in table.jury])
    steps.entrust(table.office, table.dossier, "Résultats annoncés ensemble")
    confirm(table.chair)
    read_under_seal(table)
    steps.close_reading(table.chair)
    go(table.candidate, f"/resultats/{table.examination.pk}/")
    assert "C2.1" in said(table.candidate)
    assert "✓ Validé" not in said(table.candidate)
    choose_a_date(table)

    go_to(37, 14, 30)
    come_back(*table.everybody)
    deliberate(table)
    awaits_its_publication(table.candidate, table.examination)
    go_to(37, 14, 50)
    assert [steps.sign_all(member) for member in table.jury[1:]] == [2, 2]
    publish(table.office)

    go(table.candidate, "/")
    follow(table.candidate, "Lire la décision")
    for words in ("✓ Validé", "prouvée par le dossier", "prouvée à l’entretien", "vous est attribué"):
        assert words in said(table.candidate)
    assert "Prouvée à l’entretien" in letter_of(table.candidate, tmp_path / "letter.pdf")
    check_what_is_kept(table.examination)


def check_what_is_kept(examination):
    verdicts = Verdict.objects.filter(examination=examination).order_by("stage", "competence__code")
    assert [(v.stage, v.competence.code, v.is_acquired, v.by_casting_vote) for v in verdicts] == [
        (Stage.INTERVIEW, "C2.1", True, False),
        (Stage.READING, "C1.1", True, False),
        (Stage.READING, "C2.1", False, False),
    ]
    assert Vote.objects.filter(seat__examination=examination).count() == 9
    minutes = Minutes.objects.filter(examination=examination)
    assert [(one.is_sealed, one.signatures.count(), bool(one.file)) for one in minutes] == [
        (True, 3, True)
    ] * 2
    assert Session.objects.get().is_published
    certificates = examination.dossier.candidate.certificates.all()
    assert sorted(c.kind for c in certificates) == ["ccp", "ccp", "cqp"]
    assert Certificate.objects.disclosed().count() == 3
