"""S46 in a real browser: nothing shows once its owner has left; passkeys; new pages are accessible."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from tests.factories import UserFactory, manager
from tests.second_factor import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_s46_the_back_button_after_leaving_leads_to_the_door(open_browser):
    person = manager()
    window = open_browser()
    window.sign_in(person.email)
    page = window.goto("/gestion/candidats/")
    assert page.inner_text("h1") == "Candidats"

    window.press("Se déconnecter")
    page.go_back()
    page.wait_for_url("**/connexion/**")

    assert "Candidats" not in page.inner_text("main")


def test_a_passkey_is_made_then_opens_the_door_alone_and_proves_again_who_one_is(open_browser, live_server):
    window = open_browser(viewport={"width": 360, "height": 740})
    window.base = live_server.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    page = window.page
    session = window.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    window.sign_in(UserFactory(roles=[Role.JUROR]).email)
    window.goto("/compte/second-facteur/cles/ajouter/")
    window.check_page()

    window.press("Créer la clé")
    expect(page.locator("h1")).to_have_text("Codes de secours")
    window.check_page()
    window.press("J’ai conservé mes codes, continuer")
    window.press("Se déconnecter")
    window.goto("/connexion/")
    window.press("Entrer avec une clé d’accès")
    expect(page.locator("h1")).to_have_text("Mes dossiers à lire")
    window.goto("/confirmer-identite/cle/?next=/compte/")
    window.press("Utiliser une clé d’accès")

    expect(page.locator("h1")).to_have_text("Mon compte")
    window.check_page()


def test_an_application_is_linked_on_a_telephone_and_each_page_is_accessible(open_browser):
    window = open_browser(viewport={"width": 360, "height": 740})
    window.sign_in(manager().email)
    page = window.goto("/compte/second-facteur/application/")
    page.click("summary")
    secret = page.inner_text(".secret").replace(" ", "")
    window.check_page()

    page.fill("[name=code]", code_of(secret))
    window.press("Relier")
    assert page.locator(".secret-codes li").count() == 10
    assert page.get_by_role("button", name="Imprimer").is_visible()

    for path in ("/compte/", "/compte/sessions/", "/compte/second-facteur/", "/compte/mot-de-passe/"):
        window.goto(path)
        window.check_page()
        width, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert (path, width <= room) == (path, True)


def test_the_admin_works_under_our_policy(open_browser):
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    window = open_browser()
    window.sign_in(person.email)

    for path in (
        "",
        "accounts/user/",
        f"accounts/user/{person.pk}/change/",
        "accounts/user/add/",
        "audit/auditentry/",
    ):
        window.goto(f"/administration/{path}")
        # the admin has no icon: the browser asks for one and says so; a missing file would be an answer too
        assert [c for c in window.complaints if c[0] != "console" or "404" not in c[1]] == []
