"""Coming in: what an invitation and a forgotten password send, to whom, and what nobody else can read."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import accept_invitation, invite
from candidates.models import Route, Sex
from candidates.services.registration import register_candidate
from notifications.models import Message
from tests.factories import PASSWORD, UserFactory, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(committed):
    person = UserFactory(roles=[Role.JUROR])
    person.set_unusable_password()
    person.save()
    with committed():
        invite(person, by=manager(), at=timezone.now())
    return person


def link_in(text):
    return re.search(r"/invitation/\S+", text)[0]


def test_the_link_of_an_invitation_is_in_its_mail_and_opens_the_page(invited, client):
    (sent,) = mail.outbox

    assert sent.to == [invited.email]
    assert client.get(link_in(sent.body)).status_code == 200


def test_no_row_and_no_page_of_the_administration_holds_the_link_of_an_invitation(invited, sign_in):
    token = link_in(mail.outbox[0].body).rstrip("/").rpartition("/")[2]
    message = Message.objects.get(recipient=invited)
    administrator = sign_in(UserFactory(roles=[Role.ADMINISTRATOR]))

    pages = [
        administrator.get(reverse("admin:notifications_message_changelist")).content.decode(),
        administrator.get(reverse("admin:notifications_message_change", args=[message.pk])).content.decode(),
    ]

    assert all(invited.full_name in page for page in pages)
    for held in [*pages, *map(str, Message.objects.filter(pk=message.pk).values_list().get())]:
        assert token not in held
        assert "/invitation/" not in held


def test_an_invitation_once_accepted_is_read_and_leads_nowhere(invited, sign_in):
    accept_invitation(invited, PASSWORD, at=timezone.now())

    page = sign_in(invited).get(reverse("notifications:list")).content.decode()

    assert "Votre accès à l’outil de certification" in page
    assert ("Nouveau" in page, "Ouvrir" in page, "/invitation/" in page) == (False, False, False)


def ask_for_a_password(client, email):
    mail.outbox.clear()
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_an_unknown_address_gets_no_mail_and_the_same_page_as_a_known_one(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    known = UserFactory(first_name="Gaëlle", last_name="Le Guen")

    page = ask_for_a_password(client, known.email)
    told = list(mail.outbox)
    stranger = ask_for_a_password(client, "personne.ici@ailleurs.example")

    assert (len(told), mail.outbox) == (1, [])
    assert page.redirect_chain == stranger.redirect_chain
    assert page.content == stranger.content


def test_a_forgotten_password_is_told_in_french_and_its_link_lets_choose_another(client, settings):
    settings.PUBLIC_URL = "https://certifications.example.fr"
    known = UserFactory(first_name="Gaëlle", last_name="Le Guen")

    ask_for_a_password(client, known.email)
    (sent,) = mail.outbox
    link = re.search(r"https://certifications\.example\.fr(/\S+)", sent.body)[1]
    page = client.get(link, follow=True)
    typed = {"password1": "quatre mots choisis ensemble", "password2": "quatre mots choisis ensemble"}
    client.post(page.redirect_chain[-1][0], typed)
    known.refresh_from_db()

    assert sent.subject == "Choisir un nouveau mot de passe"
    assert sent.body.startswith("Bonjour Gaëlle Le Guen,\n")
    assert "valable trois jours" in sent.body
    assert ("testserver" in sent.body, "127.0.0.1" in sent.body) == (False, False)
    assert known.check_password("quatre mots choisis ensemble")


def test_a_newcomer_is_told_that_the_personal_link_comes_in_another_message_and_nobody_else_is():
    version, known, told = published_version(blocks=(1,)), UserFactory(), []
    identity = {
        "route": Route.TRAINING,
        "sex": Sex.FEMALE,
        "birth_name": "Œuvrard",
        "used_name": "",
        "first_names": "Maëlys",
        "birth_date": dt.date(1984, 2, 29),
        "birth_place": "Quimper",
    }
    for email in ("nouvelle@organisme.example", known.email):
        candidate = register_candidate(
            version=version,
            email=email,
            organisation="Caisse",
            unit="Accueil",
            function="Responsable",
            identity=identity,
            by=manager(),
            at=timezone.now(),
        )
        told.append(Message.objects.get(key=f"candidate:{candidate.pk}:registered").body)

    assert ["vient dans un autre message" in body for body in told] == [True, False]


def test_the_mail_of_an_invitation_does_not_send_elsewhere_for_its_own_link(invited):
    (sent,) = mail.outbox

    assert "envoyé par courriel" not in sent.body
    assert "votre lien personnel" in sent.body
