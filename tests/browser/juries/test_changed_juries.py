"""A jury of three that does not stay so: a member replaced while it reads, a quorum lost once it has read."""

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from jury.models import Examination, Minutes, PanelChange, Seat, Verdict, Vote
from tests.browser.editor import state
from tests.browser.juries import steps
from tests.browser.juries.people import arrive, come_back, follow, go, in_days, look, said, send
from tests.factories import juror

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
FOUND = "Nous avons été collègues à Brest."
LACKS = "Aucun exemple daté."


def users(windows):
    return [window.user for window in windows]


def declare_a_link(window):
    """In a second tab of the same browser; the first stays open on the reading room. What is told of it."""
    room, window.page = window.page, window.context.new_page()
    steps.open_dossier(window)
    follow(window, "Déclarer un lien avec cette personne")
    page = window.page
    page.check("[name=has_link][value=some]")
    page.select_option("[name=kind]", "professional")
    page.fill("[name=text]", FOUND)
    with page.expect_navigation():
        page.get_by_role("button", name="Déclarer", exact=True).click()
    window.complaints.clear()  # the room left open asks what it may, and is told that it may no more
    look(window)
    assert "ce dossier ne vous est plus confié" in said(window)
    window.page = room


def what_an_open_tab_gets(window, examination):
    """The tab left on the room: what is typed is not kept, and says so; every page of the dossier is gone."""
    page = window.page
    page.locator("#id_note").fill("Une note de trop.")
    expect(state(page)).to_contain_text("n’est plus accessible avec ce compte")
    found = [page.goto(f"{window.base}/jury/dossiers/").status]
    for path in ("", "lecture/", "dossier/", "comparer/", "changements/", "lien/"):
        found.append(page.goto(f"{window.base}/jury/examens/{examination.pk}/{path}").status)
    window.complaints.clear()  # a 404 is told in the console
    return found


def replace(desk, name, entering, reason="Lien déclaré."):
    follow(desk, f"Remplacer {name}")
    desk.page.select_option("[name=entering]", str(entering.pk))
    desk.page.fill("[name=reason]", reason)
    send(desk, "Remplacer ce membre")


def test_a_member_who_finds_a_link_while_reading_is_replaced_and_the_minutes_tell(table, go_to, open_browser):
    second, third = table.jury[1:]
    candidate = table.dossier.candidate
    close_one = juror(organisation=candidate.user.organisation, unit=candidate.user.unit, last_name="Proche")
    entering = juror(first_name="Denis", last_name="Dorval")
    steps.constitute(table.office, users(table.jury))
    steps.entrust(table.office, table.dossier)
    steps.declare_no_link(third)
    steps.read(third, {"C1.1": LACKS, "C2.1": LACKS})
    go(third, f"/jury/examens/{table.examination.pk}/lecture/")
    declare_a_link(third)
    assert what_an_open_tab_gets(third, table.examination) == [200, *[404] * 6]

    go(table.office, "/messages/")
    told = table.office.page.locator("li", has_text="Un membre de jury est à remplacer")
    with table.office.page.expect_navigation():
        told.get_by_role("link").click()
    look(table.office)
    assert FOUND in said(table.office)
    replace(table.office, "Carole Cadiou", close_one)
    assert "même service que la personne candidate" in said(table.office)
    table.office.page.select_option("[name=entering]", str(entering.pk))
    send(table.office, "Remplacer ce membre")
    assert "Denis Dorval remplace Carole Cadiou" in said(table.office)

    table.jury[2] = arrive(open_browser, entering)
    steps.everybody_reads(table)
    go_to(0, 9, 20)
    assert [steps.sign_all(member) for member in table.jury[1:]] == [1, 1]

    told = said(second)
    for words in (
        "Carole Cadiou a déclaré un lien (professionnel)",
        "sont gardés et ne comptent pas",
        "Denis Dorval remplace Carole Cadiou",
        "3 pour, 0 contre",
    ):
        assert words in told
    assert FOUND not in told
    check_what_the_replacement_left(table.examination, third.user)


def check_what_the_replacement_left(examination, left):
    assert examination.is_closed
    assert list(PanelChange.objects.order_by("pk").values_list("kind", flat=True)) == ["declared", "replaced"]
    gone = Seat.objects.get(examination=examination, juror=left)
    assert (gone.removed_at is None, gone.votes.filter(is_acquired=False).count()) == (False, 2)
    assert [v.is_acquired for v in Verdict.objects.filter(examination=examination)] == [True, True]
    minutes = Minutes.objects.get(examination=examination)
    assert (minutes.is_sealed, minutes.signatures.count()) == (True, 3)
    assert left not in minutes.signers.all()
    assert sorted(c.kind for c in Certificate.objects.disclosed()) == ["ccp", "ccp", "cqp"]


def remove(desk, window):
    follow(desk, f"Écarter {window.user.full_name}")
    desk.page.fill("[name=reason]", "Empêchement durable.")
    send(desk, "Écarter ce membre")


def try_alone(chair):
    """On the day, the chair alone before the candidate: no quorum of those who read (D9)."""
    steps.open_dossier(chair)
    follow(chair, "Ouvrir la salle d’entretien")
    send(chair, "La personne candidate est là : commencer")


def dissolve(desk, chair):
    follow(desk, "Retirer ce dossier à ce jury")
    desk.page.fill("[name=reason]", "Il ne reste pas de quorum.")
    send(desk, "Retirer ce dossier à ce jury")
    assert "il attend un nouveau jury" in said(desk)
    status = chair.page.reload().status
    chair.complaints.clear()  # a 404 is told in the console
    return status


def test_a_quorum_lost_after_the_reading_dissolves_the_jury_and_another_reads_anew(table, go_to):
    chair, second, third = table.jury
    steps.already_read(table, ["C2.1"])
    first = table.examination
    kept = Certificate.objects.get()
    steps.summon(table.office, in_days(0), "09:15")

    go_to(0, 9, 20)
    try_alone(chair)
    assert "Membres présents : 1 membre présent : le quorum est de 2." in said(chair)
    assert Examination.objects.get().state == "summoned"
    go(table.office, f"/gestion/examens/{first.pk}/jury/")
    assert not table.office.page.get_by_role("link", name="Remplacer").count()
    remove(table.office, second)
    assert "Ce jury ne peut pas décider ainsi" not in said(table.office)
    remove(table.office, third)
    assert "Ce jury ne peut pas décider ainsi" in said(table.office)
    assert "doit être dissous" in said(table.office)
    assert dissolve(table.office, chair) == 404

    table.jury[:] = new_jury(table)
    steps.everybody_reads(table)
    check_what_two_juries_left(table, first, kept)
    go(table.candidate, "/")
    follow(table.candidate, "Lire la décision")
    assert said(table.candidate).count("✓ Validé") >= 1


def new_jury(table):
    """The same windows, for other people."""
    people = [juror(first_name=f"Relève{n}", last_name="Nouvelle") for n in range(3)]
    steps.constitute(table.office, people, name="Jury de relève")
    steps.entrust(table.office, table.dossier, "Jury de relève")
    for window, person in zip(table.jury, people, strict=True):
        window.user = person
    come_back(*table.jury)
    return table.jury


def check_what_two_juries_left(table, first, kept):
    second = table.examination
    assert list(Examination.objects.order_by("pk").values_list("state", flat=True)) == ["dissolved", "closed"]
    assert [b.code for b in second.blocks.all()] == ["B2"]
    assert Vote.objects.filter(seat__examination=second).count() == 3
    certificates = Certificate.objects.disclosed()
    assert sorted(c.kind for c in certificates) == ["ccp", "ccp", "cqp"]
    assert kept in certificates
    assert first.minutes.count() == second.minutes.count() == 1
