"""What the eye and the keyboard find: errors first, fields in line, a header that leaves room to read."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from tests import acts
from tests.browser.editor import LONG, open_editor, type_at_end
from tests.factories import UserFactory, eligible_candidate, manager, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}


def test_after_a_refusal_the_keyboard_stands_on_what_is_to_be_corrected(open_browser):
    window = open_browser()
    window.goto(reverse("account_reset_password"))

    window.press("Envoyer le lien")

    assert window.page.evaluate("document.activeElement.id") == "erreurs"
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("document.activeElement.name") == "email"
    window.check_page()


def test_the_sign_in_form_is_reached_in_three_tabs_and_in_its_order_even_in_demonstration(
    open_browser, settings
):
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.demo_urls"
    for rank in range(6):
        UserFactory(email=f"p{rank}@demo.example", roles=[Role.CANDIDATE])
    window = open_browser(**PHONE)
    page = window.goto(reverse("account_login"))

    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.innerText"))

    assert [word.replace("\u00a0", " ") for word in reached] == [
        "Aller au contenu",
        "Certifications",
        "login",
        "password",
        "Mot de passe oublié ?",
        "Se connecter",
    ]
    window.check_page()


@pytest.mark.parametrize("screen", [PHONE, LAPTOP])
def test_a_name_that_cannot_be_cut_stays_within_the_page_of_the_demonstration(open_browser, settings, screen):
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.demo_urls"
    for rank in range(3):
        UserFactory(email=f"p{rank}@demo.example", roles=[Role.CANDIDATE], last_name="Wolfeschlegel" * 8)
    page = open_browser(**screen).goto(reverse("account_login"))

    widths = page.evaluate(
        "[...document.querySelectorAll('.accounts button')].map((one) => one.scrollWidth - one.clientWidth)"
    )

    assert widths == [0, 0, 0]
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"]


@pytest.mark.parametrize("screen", [PHONE, LAPTOP])
def test_the_text_to_share_is_read_to_its_last_line(open_browser, screen):
    candidate = eligible_candidate(version=published_version(blocks=(1,), title="Manager opérationnel " * 4))
    acts.validated_on_reading(candidate)
    acts.issue_all(candidate)
    window = open_browser(**screen)
    window.sign_in(candidate.user.email)
    page = window.goto(reverse("certificates:mine"))
    page.get_by_text("Partager ce certificat").first.click()
    text = page.locator("textarea").first

    whole, seen = text.evaluate("(one) => [one.scrollHeight, one.clientHeight]")

    assert text.input_value().count("verifier/") == 1
    assert whole <= seen


def test_what_is_about_to_be_delivered_is_read_on_a_telephone_before_it_is(open_browser):
    for _ in range(2):
        acts.validated_on_reading(eligible_candidate(version=published_version(blocks=(1,))))
    window = open_browser(**PHONE)
    window.sign_in(manager().email)
    page = window.goto(reverse("certificates:to_issue"))

    window.press("Délivrer les 4 de la liste")
    asked = page.inner_text("h1").replace("\u00a0", " ")
    window.check_page()
    width = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Délivrer ces 4").click()

    page.get_by_role("heading", name="Délivrance groupée").wait_for()
    assert (asked, width) == ("Délivrer 4 certificats ?", 360)


def test_the_format_of_an_export_stands_apart_from_what_is_said_above_it(open_browser):
    window = open_browser(**LAPTOP)
    window.sign_in(manager().email)
    page = window.goto(reverse("certificates:register"))
    above = page.get_by_text("Chaque export est inscrit au journal.").bounding_box()

    label = page.locator("label[for=id_format]").bounding_box()

    assert label["y"] - above["y"] - above["height"] >= 8


@pytest.mark.parametrize("javascript", [True, False])
def test_the_part_for_the_vae_shows_when_it_is_asked_for_and_always_without_javascript(
    open_browser, javascript
):
    published_version(blocks=(1,))
    office = manager()
    window = open_browser(javascript=javascript, **LAPTOP)
    window.sign_in(office.email)
    page = window.goto(reverse("candidates:candidate_register"))
    asked_on = page.locator("[name=feasibility_requested_on]")

    at_first = asked_on.is_visible()
    page.check("[name=route][value=vae]")
    then = asked_on.is_visible()

    assert (at_first, then) == (not javascript, True)


def test_two_fields_of_a_row_stand_on_one_line_whatever_their_hints(open_browser):
    published_version(blocks=(1,))
    office = manager()
    window = open_browser(**LAPTOP)
    window.sign_in(office.email)
    page = window.goto(reverse("candidates:candidate_register"))
    pairs = [
        ("birth_name", "used_name"),
        ("birth_place", "birth_area"),
        ("line_manager_name", "line_manager_email"),
    ]

    tops = [[page.locator(f"[name={name}]").bounding_box()["y"] for name in pair] for pair in pairs]
    window.press("Inscrire et inviter")
    after = [[page.locator(f"[name={name}]").bounding_box()["y"] for name in pair] for pair in pairs]

    assert all(left == right for left, right in [*tops, *after])
    assert tops != after  # the refusals are there, under their fields
    window.check_page()


def test_the_header_of_a_phone_leaves_the_page_its_room(open_browser):
    office = manager(first_name="Anne-Charlotte", last_name="de La Rochefoucauld-Montbel d’Aubigny")
    window = open_browser(**PHONE)
    window.sign_in(office.email)
    page = window.goto(reverse("certificates:register"))

    height = page.locator("header.top").bounding_box()["height"]
    current = page.locator(".top nav [aria-current]").bounding_box()

    assert height <= 140
    assert 0 <= current["x"] <= 360 - current["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    window.check_page()


def test_closing_tells_again_what_it_would_do_each_time_the_chair_chooses(open_browser):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    examination = acts.assign(acts.submitted_dossier(candidate))
    acts.cast_all(examination, missing={"C1.2"})
    first, second = examination.blocks.get(position=1).competences.all()
    window = open_browser(**LAPTOP)
    window.sign_in(acts.chair_of(examination).email)
    page = window.goto(reverse("jury:reading_close", args=[examination.pk]))
    for fold in page.locator("details.plain > summary").all():
        fold.click()

    said = [page.inner_text(".foreseen li >> nth=0")]
    for competence, choice in [(first, "not_acquired"), (second, "acquired"), (first, "")]:
        page.select_option(f"[name=set_{competence.pk}]", choice)
        said.append(page.inner_text(".foreseen li >> nth=0"))

    assert [line.replace("\u00a0", " ") for line in said] == [
        "Bloc 1 : entretien sur C1.2",
        "Bloc 1 : entretien sur C1.1 et C1.2",
        "Bloc 1 : entretien sur C1.1",
        "Bloc 1 : validé, sans entretien",
    ]
    window.check_page()


def test_who_stands_in_the_map_keeps_their_place_when_it_is_refreshed(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    first, last = page.locator("aside [data-map] a").first, page.locator("aside [data-map] a").last
    type_at_end(page, LONG)
    last.focus()

    page.locator("aside [data-map] section").first.evaluate("old => old.classList.add('before')")
    expect(page.locator("aside [data-map] .before")).to_have_count(0)

    assert last.evaluate("act => act === document.activeElement")
    assert not first.evaluate("act => act === document.activeElement")
