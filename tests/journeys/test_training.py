"""The route of training: with an interview, and all proven on reading."""

import pytest

from certificates.models import Certificate
from tests.journeys import path

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def test_from_the_registration_to_the_documents_by_an_interview(make_world, go_to):
    world = make_world(blocks=(2, 1))
    office, chair, member = world.office, world.chair, world.member
    assert path.sign_in_by_the_page(office, "un-mot-de-passe-long").path == "/gestion/"

    candidate = path.registered(world, by_the_page=True)
    home = candidate.home()
    print(home.now, home.awaited, home.tiles)
    path.follow_modules(world, candidate)
    home = candidate.home()
    print(home.now, home.awaited, home.tiles)
    dossier = path.submitted(candidate, list(world.version.blocks.all()))
    home = candidate.home()
    print(home.now, home.awaited, home.tiles)
    print(office.home().figures, office.news(), candidate.news())
    jury = path.constituted(world)
    examination = path.entrusted(world, dossier, jury)
    print(chair.home().turns, chair.news(), member.news(), candidate.news())
    path.read_by_all(world, examination, missing={"C1.2"})
    print(chair.home().turns, member.home().turns, chair.news(), member.news(), candidate.news(), office.news(), office.home().figures)
    home = candidate.home()
    print(home.now, home.awaited, home.tiles)
    path.summoned(office, examination, day="01/04/2026")
    go_to(2026, 4, 1, 15, 30)
    path.interviewed(world, examination)
    path.deliberated(world, examination)
    print(chair.home().turns, member.home().turns, chair.news(), member.news(), candidate.news(), office.news(), office.home().figures)
    print(path.issued(world, Certificate.objects.all(), day="01/04/2026"))
    for certificate in Certificate.objects.all():
        pdf, text = path.check_document(world, candidate, certificate)
        print(text)
        path.check_public_page(world, text, certificate)
    print(candidate.news())
