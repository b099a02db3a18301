"""The register searched, sorted, kept under a name; one person's certificates; the acts a manager finds."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reauthentication import BACKEND
from certificates.models import Certificate, Revocation, SavedSearch
from certificates.searching import read_search
from tests.acts import issue_all, rectify, revoke, validated_on_reading
from tests.factories import OrganisationFactory, UserFactory, eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version(blocks=(1, 1))


def holder(version, **fields):
    candidate = eligible_candidate(version=version, **fields)
    validated_on_reading(candidate)
    return candidate


def found(client, **params):
    return [c.pk for c in client.get(reverse("certificates:register"), params).context["page"]]


def test_each_filter_finds_its_rows_and_they_add_up(version, sign_in):
    caisse = OrganisationFactory(name="Caf de l’Ain")
    user = UserFactory(roles=[Role.CANDIDATE], organisation=caisse)
    here = holder(version, user=user, birth_name="Łukasiewicz-Œuvrard")
    elsewhere = holder(version, birth_name="Petit")
    issue_all(here)
    client, today = sign_in(manager()), timezone.localdate().isoformat()
    ccp = here.certificates.ccps().first()

    assert set(found(client, q="lukasiewicz OEUVRARD")) == set(here.certificates.values_list("pk", flat=True))
    assert found(client, q=ccp.number) == [ccp.pk]
    assert set(found(client, organisme="Caf de l’Ain")) == set(here.certificates.values_list("pk", flat=True))
    assert set(found(client, etat="awarded")) == set(elsewhere.certificates.values_list("pk", flat=True))
    assert found(client, bloc=ccp.block_id, etat="issued") == [ccp.pk]
    assert found(client, nature="cqp", q="petit") == [elsewhere.certificates.cqps().get().pk]
    assert len(found(client, du=today, au=today)) == 6
    assert found(client, au="2020-01-01") == []


@pytest.mark.parametrize("typed", ["caf de l'ain", "CAF DE L’AIN", "C.A.F.  de l Aïn"])
def test_an_organisation_is_found_however_it_is_typed_and_as_it_was_written_then(version, sign_in, typed):
    caisse = OrganisationFactory(name="Caf de l’Ain")
    before = holder(version, user=UserFactory(roles=[Role.CANDIDATE], organisation=caisse))
    caisse.name = "CAF de l'Ain"
    caisse.save()
    after = holder(version, user=UserFactory(roles=[Role.CANDIDATE], organisation=caisse))
    holder(version)
    asked = read_search({"organisme": typed})
    rows = Certificate.objects.filter(candidate__in=[before, after])

    assert len(set(rows.values_list("organisation", flat=True))) == 2
    assert set(found(sign_in(manager()), organisme=typed)) == set(rows.values_list("pk", flat=True))
    assert set(asked.among(Certificate.objects.all())) == set(rows)
    assert not found(sign_in(manager()), organisme="Caf de l’Aisne")


def test_a_search_is_kept_for_its_manager_alone_and_forgotten(version, sign_in):
    office = manager()
    client = sign_in(office)
    keep = f"{reverse('certificates:search_keep')}?etat=issued&nature=ccp&apres=x"

    refused = client.post(keep, {"name": ""})
    client.post(keep, {"name": "CCP délivrés"})
    client.post(keep.replace("issued", "revoked"), {"name": "CCP délivrés"})

    assert refused.status_code == 200
    kept = SavedSearch.objects.get()
    assert (kept.owner, kept.query) == (office, "nature=ccp&etat=revoked")
    assert "CCP délivrés" in client.get(reverse("certificates:register")).content.decode()
    other = sign_in(manager())
    assert "CCP délivrés" not in other.get(reverse("certificates:register")).content.decode()
    assert other.post(reverse("certificates:search_forget", args=[kept.pk])).status_code == 404
    sign_in(office).post(reverse("certificates:search_forget", args=[kept.pk]))
    assert not SavedSearch.objects.exists()


def test_a_holders_page_shows_all_their_certificates_and_what_replaced_what(version, sign_in):
    candidate = holder(version)
    issue_all(candidate)
    first, second = candidate.certificates.ccps().order_by("pk")
    right = rectify(first)
    revoke(second)

    page = sign_in(manager()).get(reverse("certificates:holder", args=[candidate.user_id]))

    text = page.content.decode()
    assert len(page.context["certificates"]) == 4
    assert f"par le n°\u00a0{right.number}" in text.replace("n° ", "n°\u00a0")
    assert "Révoqué" in text


def test_a_manager_rectifies_and_a_refusal_loses_nothing_typed(version, sign_in):
    candidate = holder(version)
    issue_all(candidate)
    ccp = candidate.certificates.ccps().first()
    client, address = sign_in(manager()), reverse("certificates:rectify", args=[ccp.pk])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.IDENTITY} | {
        "birth_date": "1984-02-28",
        "wrong": "La date.",
        "reason": " ",
    }

    refused = client.post(address, typed)
    accepted = client.post(address, typed | {"reason": "Acte de naissance."})

    assert refused.context["form"]["wrong"].value() == "La date."
    assert "reason" in refused.context["form"].errors
    assert accepted.status_code == 302
    new = Certificate.objects.get(replaces=ccp)
    assert new.snapshot["holder"]["birth_date"] == "1984-02-28"
    assert "Certificat rectifié" in client.get(accepted["Location"]).content.decode()


def test_a_revocation_goes_through_two_managers_each_asked_again_who_they_are(version, sign_in):
    candidate = holder(version)
    ccp = candidate.certificates.ccps().first()
    asker, other = manager(), manager()
    ask = reverse("certificates:revocation_ask", args=[ccp.pk])

    stale = sign_in(asker, ago=3600).post(ask, {"ground": "fraud", "reason": "Faux."})
    assert (stale.status_code, Revocation.objects.count()) == (302, 0)
    assert reverse("account_reauthenticate") in stale["Location"]

    sign_in(asker).post(ask, {"ground": "fraud", "reason": "Faux document."})
    revocation = Revocation.objects.get()
    decide = reverse("certificates:revocation_decide", args=[revocation.pk])
    alone = sign_in(asker).post(decide, {"confirm": "oui"})
    assert "une autre personne" in alone.content.decode()

    late = sign_in(other, ago=3600).post(decide, {"confirm": "oui"})
    assert reverse("account_reauthenticate") in late["Location"]
    ccp.refresh_from_db()
    assert ccp.is_standing
    client = sign_in(other)
    waiting = client.get(reverse("certificates:revocations")).context["mine_to_confirm"]
    assert list(waiting) == [revocation]
    assert client.post(decide, {"confirm": "oui"}).status_code == 302
    ccp.refresh_from_db()
    assert ccp.is_revoked
    client.force_login(candidate.user, backend=BACKEND)
    assert "CCP révoqué" in client.get(reverse("course")).content.decode()
    assert "Révoqué le" in client.get(reverse("certificates:mine")).content.decode()


def test_a_request_set_aside_needs_an_answer(version, sign_in):
    ccp = holder(version).certificates.ccps().first()
    sign_in(manager()).post(
        reverse("certificates:revocation_ask", args=[ccp.pk]), {"ground": "fraud", "reason": "Faux."}
    )
    client = sign_in(manager())
    decide = reverse("certificates:revocation_decide", args=[Revocation.objects.get().pk])

    refused = client.post(decide, {"decline": "oui", "answer": ""})
    client.post(decide, {"decline": "oui", "answer": "Rien ne l’établit."})

    assert "answer" in refused.context["form"].errors
    assert (Revocation.objects.get().state, Certificate.objects.get(pk=ccp.pk).state) == (
        "declined",
        "awarded",
    )


def test_the_public_page_says_what_became_of_a_certificate(version, client):
    candidate = holder(version)
    issue_all(candidate)
    replaced, revoked = candidate.certificates.ccps().order_by("pk")
    right = rectify(replaced)
    revoke(revoked)

    def verified(certificate):
        return client.get(reverse("certificates:verify_code", args=[certificate.code])).content.decode()

    number = f'<span class="num nowrap">{right.number}</span>'
    assert f"Ce certificat est remplacé par le n°\u00a0{number}" in verified(replaced)
    assert "Ce certificat est révoqué depuis le" in verified(revoked)
    assert "authentique et en vigueur" in verified(right)


def test_a_duplicata_is_delivered_from_the_page_of_its_certificate(version, sign_in):
    candidate = holder(version)
    issue_all(candidate)
    ccp = candidate.certificates.ccps().first()
    client = sign_in(manager())

    client.post(reverse("certificates:duplicate", args=[ccp.pk]), {"reason": "Perdu."})

    page = client.get(reverse("certificates:certificate", args=[ccp.pk])).content.decode()
    assert "duplicata n°\u00a01" in page.replace("n° 1", "n°\u00a01")


def test_the_name_of_a_holder_leads_to_all_their_certificates(version, sign_in):
    candidate = holder(version)

    page = sign_in(manager()).get(reverse("certificates:register")).content.decode()

    assert f'href="{reverse("certificates:holder", args=[candidate.user_id])}"' in page


def test_a_document_in_preparation_says_that_its_page_shows_it_by_itself(version, sign_in):
    first, *_others = issue_all(holder(version))
    client, address = sign_in(manager()), reverse("certificates:certificate", args=[first.pk])
    sheet = first.documents.get(kind="sheet")

    waiting = client.get(address).content.decode()
    assert f'id="document-{sheet.pk}" data-refresh' in waiting
    assert "cette page se met à jour d’elle-même" in waiting

    first.documents.update(file="certificates/x.pdf", file_sha256="0" * 64)
    ready = client.get(address).content.decode()
    assert f'id="document-{sheet.pk}"' in ready
    assert "data-refresh" not in ready
    assert "d’elle-même" not in ready


def test_what_is_said_of_a_certificate_stands_apart_and_its_number_in_one_piece(version, sign_in):
    first, *_others = issue_all(holder(version))
    new = rectify(first)
    client = sign_in(manager())

    old = client.get(reverse("certificates:certificate", args=[first.pk])).content.decode()
    page = client.get(reverse("certificates:certificate", args=[new.pk])).content.decode()
    form = client.get(reverse("certificates:duplicate", args=[new.pk])).content.decode()

    assert page.count('<div class="notices">') == page.count("Ce qui était inexact est encore dit") == 1
    assert f'<span class="num nowrap">{new.number}</span></a>.' in old
    assert f'n°&nbsp;<span class="num nowrap">{new.number}</span>' in form
    public = client.get(reverse("certificates:verify_code", args=[first.code])).content.decode()
    assert f'est remplacé par le n°\u00a0<span class="num nowrap">{new.number}</span>' in public


def test_a_whole_number_finds_its_certificate_and_not_those_whose_number_holds_its_words(version, sign_in):
    candidate = holder(version)
    ccp, *_others = issue_all(candidate)
    cqp = candidate.certificates.cqps().get()
    client, year = sign_in(manager()), str(timezone.localdate().year)

    assert set(cqp.number.split("-")) < set(ccp.number.split("-"))
    assert (
        found(client, q=cqp.number)
        == found(client, q=f" {cqp.number.lower()} ".replace("-", " "))
        == [cqp.pk]
    )
    assert found(client, q=ccp.number) == [ccp.pk]
    assert set(found(client, q=f"{cqp.number.partition('-')[0]} {year}")) == set(
        candidate.certificates.values_list("pk", flat=True)
    )
    assert found(client, q=cqp.number, nature="ccp") == [ccp.pk]


def test_a_document_whose_file_is_gone_is_said_to_its_holder_and_to_the_office(version, sign_in, caplog):
    candidate = holder(version)
    first, *_others = issue_all(candidate)
    first.documents.update(file="certificates/gone.pdf", file_sha256="0" * 64)
    address = reverse("certificates:document", args=[first.pk])

    for person, back in [
        (candidate.user, reverse("certificates:mine")),
        (manager(), reverse("certificates:certificate", args=[first.pk])),
    ]:
        answer = sign_in(person).get(address, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "Le fichier de ce document est introuvable" in answer.content.decode()
    assert [record.levelname for record in caplog.records if "is gone" in record.message] == ["ERROR"] * 2
