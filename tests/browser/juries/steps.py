"""What people do about one dossier, through the pages: the steps that browser journeys share."""

from urllib.parse import urlsplit

from django.urls import reverse

from tests import acts
from tests.browser.juries.people import follow, go, look, said, send
from tests.factories import PASSWORD

ROOM, HEARING = "Ouvrir la salle de lecture", "Donner mes avis"


def constitute(desk, people, name="Jury d’essai"):
    """A jury of these people, the first of whom chairs."""
    go(desk, "/gestion/")
    follow(desk, "Constituer un jury")
    desk.page.fill("[name=name]", name)
    for person in people:
        desk.page.check(f"[name=members][value='{person.pk}']")
    desk.page.select_option("[name=chair]", str(people[0].pk))
    send(desk, "Constituer le jury")


def entrust(desk, dossier, jury="Jury d’essai"):
    go(desk, "/gestion/dossiers/")
    go(desk, f"/gestion/dossiers/{dossier.pk}/confier/")
    desk.page.get_by_role("radio", name=jury).check()
    send(desk, "Confier le dossier")


def declare_no_link(window):
    """From one's list to the page of the dossier, which is this member's from now on."""
    go(window, "/jury/dossiers/")
    with window.page.expect_navigation():
        window.page.locator("main li.waits a[href*='/jury/examens/']").first.click()
    look(window)
    window.page.check("[name=has_link][value=none]")
    send(window, "Déclarer")
    window.own_page = urlsplit(window.page.url).path


def open_dossier(window):
    go(window, window.own_page)


def vote(window, missing):
    """By the keys of the room, one competence a page, to the page that sends; `missing` maps a code to what
    lacks. The codes, in the order they were met."""
    page, met, is_last = window.page, [], False
    while not is_last:
        met.append(page.inner_text("#code"))
        if lack := missing.get(met[-1], ""):
            page.keyboard.press("p")
            assert page.evaluate("document.activeElement.id") == "id_comment"
            page.keyboard.type(lack)
            assert page.is_checked("[name=choice][value=not_acquired]")
        else:
            page.keyboard.press("a")
            assert page.is_checked("[name=choice][value=acquired]")
        onwards = page.locator("button[name=suivante]")
        is_last = onwards.inner_text() == "Relire et envoyer mes avis"
        with page.expect_navigation():  # what is typed is sent first
            onwards.click()
    look(window)
    return met


def seal(window):
    send(window, "Envoyer et sceller mes avis")
    assert "Vos avis sont envoyés et scellés." in said(window)


def read(window, missing=None):
    """From one's page on the dossier to one's votes sealed."""
    follow(window, ROOM)
    vote(window, missing or {})
    seal(window)


def decide(window, missing=None):
    """The same once the interview is held."""
    open_dossier(window)
    follow(window, HEARING)
    vote(window, missing or {})
    seal(window)


def close_reading(window):
    window.page.reload()
    follow(window, "Voir les résultats et clore")
    send(window, "Clore la lecture")


def everybody_reads(table, missing_for_all=None):
    """Declarations, votes, closing: the same opinion for each member."""
    for member in table.jury:
        declare_no_link(member)
        read(member, missing_for_all)
    close_reading(table.chair)


def already_read(table, missing):
    """The same as given by the services, for a journey that begins later; `missing` holds the codes that
    nobody finds acquired."""
    jury = acts.make_jury(table.dossier.version, people=[window.user for window in table.jury])
    examination = acts.assign(table.dossier, jury)
    acts.cast_all(examination, missing=missing)
    acts.close_reading(examination)
    for window in table.jury:
        window.own_page = reverse("jury:examination", args=[examination.pk])


def summon(desk, day, hour="14:30"):
    """The office fixes the date, from its own page of the day."""
    go(desk, "/gestion/")
    follow(desk, "Convoquer")
    desk.page.fill("[name=day]", day)
    desk.page.fill("[name=hour]", hour)
    desk.page.fill("[name=place]", "Salle Iroise")
    send(desk, "Envoyer les convocations")


def begin_interview(chair, *others):
    """The chair and the others who sit, ticked one by one."""
    open_dossier(chair)
    follow(chair, "Ouvrir la salle d’entretien")
    for window in others:
        chair.page.get_by_label(window.user.full_name).check()
    send(chair, "La personne candidate est là : commencer")


def see_what_closes(chair):
    """The chair's page before the deliberation closes."""
    open_dossier(chair)
    follow(chair, "Voir les résultats et clore")


def prove_again(window):
    """Who is at the keyboard, asked again: what was sent goes on by itself."""
    assert "Confirmer votre identité" in said(window)
    window.page.fill("[name=password]", PASSWORD)
    send(window, "Confirmer")


def sign_all(window):
    """Every set of minutes that waits in one's list; the first signature asks who is there."""
    go(window, "/jury/dossiers/")
    waiting = window.page.get_by_role("link", name="Relire et signer").all()
    paths = [link.get_attribute("href") for link in waiting]
    for path in paths:
        go(window, path)
        send(window, "Signer ce procès-verbal")
        if path == paths[0]:
            prove_again(window)
        assert "Votre signature est apposée." in said(window)
    return len(paths)


def downloaded(link, path):
    """What a link gives, kept at `path`."""
    with link.page.expect_download() as caught:
        link.click()
    caught.value.save_as(path)
    return caught.value
