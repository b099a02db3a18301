"""A juror reads a whole dossier by keyboard alone, offline in mid-sentence, in two windows, by telephone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from jury.models import Stage, Vote
from referentials.models import Competence
from tests import acts
from tests.browser.editor import SAVED, state
from tests.factories import eligible_candidate, published_version
from tests.files import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
LACKS = "On ne voit pas comment les usagers ont été associés."


@pytest.fixture
def examination():
    dossier = acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))
    acts.annexe(dossier, a_picture())
    return acts.assign(acts.submit(dossier))


@pytest.fixture
def chairing(open_browser, examination):
    """A window of the chair."""

    def _open(**options):
        window = open_browser(**options)
        window.sign_in(acts.chair_of(examination).email)
        return window

    return _open


def room(examination, code):
    competence = next(
        c for block in examination.blocks.all() for c in block.competences.all() if c.code == code
    )
    return reverse("jury:reading", args=[examination.pk, competence.pk])


def go(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_whole_dossier_is_read_and_sent_by_keyboard_even_through_a_lost_network(chairing, examination):
    window = chairing(viewport=LAPTOP)
    page = window.goto(reverse("jury:reading", args=[examination.pk]))
    window.check_page()
    page.keyboard.press("a")
    expect(page.locator(".rail [data-given]")).to_have_text("1")
    go(page, "j")

    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == "id_comment"
    page.keyboard.type("On ne voit ")
    window.context.set_offline(True)
    page.keyboard.type(LACKS.removeprefix("On ne voit "))  # typing, the letters press no key of the room
    expect(state(page)).to_contain_text("hors ligne, conservé sur cet appareil")
    page.keyboard.press("Escape")
    page.keyboard.press("j")  # nobody leaves what is not kept
    page.wait_for_timeout(500)
    assert page.inner_text("#code") == "C1.2"
    window.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=20_000)
    window.complaints[:] = [c for c in window.complaints if "ERR_INTERNET_DISCONNECTED" not in c[1]]

    page.keyboard.press("d")
    expect(page.locator("#tout-le-dossier [data-whole]")).to_be_visible()
    window.check_page()
    page.keyboard.press("d")
    expect(page.locator("#tout-le-dossier")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#touches")).to_be_visible()
    page.keyboard.press("Escape")
    go(page, "j")
    assert page.inner_text("#code") == "C2.1"
    page.keyboard.press("a")
    go(page, "k")
    assert page.input_value("#id_comment") == LACKS
    page.get_by_role("link", name=re.compile("Envoyer mes avis")).focus()
    go(page, "Enter")
    window.check_page()
    page.get_by_role("button", name="Envoyer et sceller mes avis").focus()
    go(page, "Enter")

    votes = Vote.objects.filter(seat__is_chair=True).order_by(
        "competence__block__position", "competence__position"
    )
    assert [(v.is_acquired, v.comment) for v in votes] == [(True, ""), (False, LACKS), (True, "")]
    assert examination.seats.get(is_chair=True).read_at is not None
    window.check_page()


def test_two_windows_on_one_vote_show_both_and_overwrite_nothing(chairing, examination):
    here, there = chairing(viewport=LAPTOP), chairing(viewport=LAPTOP)
    one, two = (window.goto(room(examination, "C1.1")) for window in (here, there))
    for page in (one, two):
        expect(page.locator("form.is-live")).to_be_visible()

    one.fill("#id_comment", "Au bureau.")
    one.check("[name=choice][value=acquired]")
    expect(one.locator(".rail [data-given]")).to_have_text("1")
    expect(state(one)).to_have_text(SAVED)
    two.check("[name=choice][value=not_acquired]")
    two.fill("#id_comment", "Chez moi.")

    expect(state(two)).to_contain_text("Deux textes pour un même champ")
    choice, comment = two.locator("[data-field=choice] .two"), two.locator("[data-field=comment] .two")
    expect(choice).to_contain_text("À approfondir à l’entretien")
    expect(choice.get_by_role("button")).to_have_count(2)  # two answers cannot both be kept
    choice.get_by_role("button", name="Garder celui-ci").click()
    comment.get_by_role("button", name="Garder les deux, l’un après l’autre").click()
    expect(state(two)).to_have_text(SAVED)
    vote = Vote.objects.get()
    assert (vote.is_acquired, vote.comment) == (False, "Au bureau.\n\nChez moi.")


def test_whoever_signs_in_beside_an_open_page_neither_takes_its_text_nor_shows_it_theirs(
    chairing, examination
):
    """On one browser: the chair leaves a page open, a colleague of the jury signs in in another tab."""
    window = chairing(viewport=LAPTOP)
    page = window.goto(room(examination, "C1.1"))
    expect(page.locator("form.is-live")).to_be_visible()
    window.page = window.context.new_page()
    window.goto("/")
    window.press("Se déconnecter")
    seat = examination.seats.get(is_chair=False)
    window.sign_in(seat.juror.email)
    Vote.objects.create(
        seat=seat,
        stage=Stage.READING,
        competence=Competence.objects.get(code="C1.1"),
        comment="De ma collègue.",
    )

    page.fill("#id_comment", "De la présidence.")
    page.fill("#id_note", "Pour elle seule.")

    expect(state(page)).to_contain_text("une autre personne s’est connectée dans ce navigateur")
    assert "De ma collègue." not in page.content()
    assert [(vote.seat, vote.comment, vote.note) for vote in Vote.objects.all()] == [
        (seat, "De ma collègue.", "")
    ]

    window.press("Se déconnecter")
    window.sign_in(acts.chair_of(examination).email)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_have_text(SAVED)
    mine = Vote.objects.get(seat__is_chair=True)
    assert (mine.comment, mine.note) == ("De la présidence.", "Pour elle seule.")


def test_a_vote_typed_while_the_chair_closes_is_said_and_stays_in_sight(open_browser, examination):
    seat = examination.seats.get(is_chair=False)
    window = open_browser(viewport=LAPTOP)
    window.sign_in(seat.juror.email)
    page = window.goto(room(examination, "C1.1"))
    expect(page.locator("form.is-live")).to_be_visible()
    acts.cast_all(examination)
    acts.close_reading(examination)

    page.fill("#id_comment", "Une phrase de trop.")

    expect(state(page)).to_contain_text("n’est plus attendu")
    assert page.input_value("#id_comment") == "Une phrase de trop."


def test_the_rooms_hold_on_a_telephone_and_read_well_to_who_reads_otherwise(open_browser, examination):
    chair = acts.chair_of(examination)
    window = open_browser(viewport=PHONE)
    window.sign_in(chair.email)
    page = window.goto(room(examination, "C1.1"))
    page.locator(".room-bar").get_by_text("À approfondir").click()
    expect(page.locator(".rail [data-given]")).to_have_text("0")  # what lacks is still to be written
    page.fill("#id_comment", LACKS)
    expect(page.locator(".rail [data-given]")).to_have_text("1")
    seen = [fits(window)]
    acts.cast_all(examination, missing={"C1.2"})
    for name in ("reading_close", "comparison"):
        window.goto(reverse(f"jury:{name}", args=[examination.pk]))
        seen.append(fits(window))
    acts.hold_interview(acts.close_reading(examination))
    acts.cast_all(examination, stage=Stage.INTERVIEW, missing={"C1.2"})
    member = open_browser(viewport=LAPTOP)
    member.sign_in(examination.seats.get(is_chair=False).juror.email)
    follows = member.goto(reverse("jury:deliberation_room", args=[examination.pk]))
    seen.append(fits(member))

    page = window.goto(reverse("jury:deliberation_close", args=[examination.pk]))
    page.locator("[name^=motive_]").first.fill("Le plan n’est pas daté.")
    expect(state(page)).to_have_text(SAVED)
    seen.append(fits(window))
    expect(follows.locator("[data-live]")).to_contain_text("Le plan n’est pas daté.")

    page.locator("[name=remarks]").fill("Un mot encore.")
    with page.expect_navigation():  # what is typed at the last second goes with the closing
        page.get_by_role("button", name="Clore la délibération").click()
    content = examination.minutes.get(stage=Stage.INTERVIEW).content
    assert "Un mot encore." in str(content)
    assert "Le plan n’est pas daté." in str(content)
    assert seen == [True] * 5


def fits(window):
    """No serious fault, and nothing wider than the screen."""
    window.check_page()
    return window.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_closing_page_bears_its_title_on_a_telephone(open_browser):
    examination = acts.assign(
        acts.submitted_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    )
    acts.cast_all(examination)
    window = open_browser(viewport={"width": 360, "height": 760})
    window.sign_in(acts.chair_of(examination).email)

    page = window.goto(f"/jury/examens/{examination.pk}/lecture/clore/")

    expect(page.get_by_role("heading", name="Clore la lecture", level=1)).to_be_visible()
    window.check_page()
