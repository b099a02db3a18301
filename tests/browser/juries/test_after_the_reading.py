"""After the reading: nobody comes to the interview; a decision is contested, and rectified."""

import pytest

from certificates.models import Certificate
from jury.models import Appeal, BlockDecision, Minutes, Stage, Verdict, Vote
from tests.browser.juries import steps
from tests.browser.juries.people import come_back, follow, go, in_days, look, said, send
from tests.files import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
LACKS = "Il manque un fait précis."  # what `acts.cast_all` writes


@pytest.fixture
def summoned(table, go_to):
    """Block 1 proven on reading, C2.1 left to an interview which is about to begin, the same morning. The way
    there, through the pages, is walked in `test_published_together`."""
    steps.already_read(table, ["C2.1"])
    steps.summon(table.office, in_days(0), "09:15")
    go_to(0, 9, 20)
    return table


def record_absence(chair):
    steps.open_dossier(chair)
    follow(chair, "Consigner une absence")
    chair.page.get_by_label("est absente, sans justificatif").check()
    send(chair, "Consigner")
    assert "Écrivez la raison de l’absence" in said(chair)
    chair.page.fill("[name=reason]", "Aucune nouvelle, ni message ni appel.")
    send(chair, "Consigner")


def test_an_absence_without_excuse_is_decided_on_the_reading_alone(summoned):
    table, chair = summoned, summoned.chair
    record_absence(chair)
    go(table.candidate, "/mon-parcours/")
    assert "Délibération en cours" in said(table.candidate)
    steps.open_dossier(table.jury[1])
    assert not table.jury[1].page.get_by_role("link", name="Donner mes avis").count()

    steps.see_what_closes(chair)
    assert "Absence non excusée" in said(chair)
    assert chair.page.input_value("[name^=motive_]") == LACKS
    send(chair, "Clore la délibération")
    steps.prove_again(chair)
    assert [steps.sign_all(member) for member in table.jury[1:]] == [2, 2]

    go(table.candidate, "/")
    follow(table.candidate, "Lire la décision")
    assert "✗ Non validé" in said(table.candidate)
    assert f"Motif : {LACKS}" in said(table.candidate)
    check_what_the_absence_left(table.examination)


def check_what_the_absence_left(examination):
    assert not Vote.objects.filter(stage=Stage.INTERVIEW).exists()
    assert [v.is_acquired for v in Verdict.objects.filter(stage=Stage.INTERVIEW)] == [False]
    minutes = Minutes.objects.filter(examination=examination)
    assert [(one.is_sealed, one.signatures.count()) for one in minutes] == [(True, 3)] * 2
    ccp = Certificate.objects.get()
    assert (ccp.block.position, ccp.is_standing, ccp.disclosed_at is None) == (1, True, False)


def refuse_by_casting_vote(table):
    """Two of the three sit and do not agree: the chair's vote counts, cast on the wrong side."""
    chair, second, third = table.jury
    steps.begin_interview(chair, second)
    steps.open_dossier(third)
    assert not third.page.get_by_role("link", name="Donner mes avis").count()
    steps.decide(second)
    steps.open_dossier(chair)
    follow(chair, "Donner mes avis")
    steps.vote(chair, {"C2.1": LACKS})
    steps.seal(chair)
    go(chair, f"/jury/examens/{table.examination.pk}/entretien/salle/")
    send(chair, "Terminer l’entretien")
    steps.see_what_closes(chair)
    assert "✗ Non acquise 1 pour, 1 contre · voix prépondérante de la présidence" in said(chair)
    send(chair, "Clore la délibération")
    steps.prove_again(chair)


def appeal(window):
    """The candidate contests, with a file; what is received."""
    go(window, "/")
    follow(window, "Lire la décision")
    assert "✗ Non validé" in said(window)
    follow(window, "Déposer un recours")
    page = window.page
    page.get_by_label("Erreur matérielle").check()
    page.fill("[name=text]", "La présidence m’a dit que C2.1 était acquise.")
    page.set_input_files("[name=files]", {"name": "note.png", "mimeType": "image/png", "buffer": a_picture()})
    send(window, "Déposer ce recours")
    assert "Votre recours est reçu" in said(window)
    return Appeal.objects.get()


def ask_to_rectify(desk):
    go(desk, "/gestion/recours/")
    with desk.page.expect_navigation():
        desk.page.locator("main a[href*='/gestion/recours/']").first.click()
    look(desk)
    desk.page.select_option("[name=manager]", str(desk.user.pk))
    send(desk, "Confier")
    desk.page.check("[name=outcome][value=rectify]")
    desk.page.fill("[name=answer]", "C2.1 : acquise ou non ?")
    send(desk, "Répondre")


def rectify(chair):
    steps.open_dossier(chair)
    assert "Dire si le procès-verbal est à rectifier" in said(chair)
    follow(chair, "Rectifier le procès-verbal")
    page = chair.page
    page.fill("[name=error]", "C2.1 est portée non acquise.")
    page.fill("[name=right]", "C2.1 est acquise.")
    page.fill("[name=why]", "La présidence a coché la mauvaise case.")
    page.get_by_label("C2.1", exact=False).and_(page.locator("select")).select_option("acquired")
    send(chair, "Établir le procès-verbal rectificatif")
    steps.prove_again(chair)
    assert "est établi" in said(chair)


def test_an_appeal_ends_in_rectifying_minutes_and_gives_the_certificates(summoned, go_to):
    table = summoned
    refuse_by_casting_vote(table)
    assert Certificate.objects.count() == 1
    found = appeal(table.candidate)
    go_to(0, 9, 35)
    come_back(table.office)  # idle for half an hour
    ask_to_rectify(table.office)
    rectify(table.chair)
    # the reading's, the deliberation's and what rectifies it; who did not sit signs the reading's alone
    assert [steps.sign_all(member) for member in table.jury[1:]] == [3, 1]

    go(table.candidate, f"/recours/{found.pk}/")
    assert "C2.1 est acquise." in said(table.candidate)
    follow(table.candidate, "Lire la décision rectifiée")
    assert "✗ Non validé" not in said(table.candidate)
    assert "Un procès-verbal rectificatif a corrigé cette décision" in said(table.candidate)
    check_what_the_appeal_left(found)


def check_what_the_appeal_left(appeal):
    appeal.refresh_from_db()
    examination, done = appeal.examination, appeal.rectification
    refused = Verdict.objects.get(examination=examination, stage=Stage.INTERVIEW)
    assert (refused.is_acquired, refused.by_casting_vote) == (False, True)
    assert (appeal.state, done.is_sealed, done.signatures.count()) == ("rectified", True, 2)
    first = Minutes.objects.get(examination=examination, stage=Stage.INTERVIEW, rectifies=None)
    assert (done.rectifies, first.is_sealed) == (first, True)
    standing = BlockDecision.objects.standing().filter(examination=examination)
    assert [d.is_validated for d in standing] == [True, True]
    assert sorted(c.kind for c in Certificate.objects.disclosed()) == ["ccp", "ccp", "cqp"]
    ccp = Certificate.objects.ccps().get(block__position=2)
    assert ccp.snapshot["basis"]["minutes"] == done.pk
