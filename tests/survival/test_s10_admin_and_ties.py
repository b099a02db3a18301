"""S10: the admin is no window on one's own procedure, nor on those of people one is tied to."""

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import AuditEntry, reference
from candidates.models import Candidate
from certificates.models import Certificate
from certificates.services import issue_certificate
from jury.models import Examination, Jury
from notifications.services import notify
from tests.acts import decided, validated_on_reading
from tests.factories import UserFactory, eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def administrator(**fields):
    return UserFactory(roles=[Role.ADMINISTRATOR, Role.MANAGER, Role.CANDIDATE], **fields)


def ways_to_a_candidate(model, *, depth=4):
    """Whether this model leads to a candidate by its foreign keys, whatever its admin says."""
    if model is Candidate:
        return True
    keys = [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]
    return bool(depth) and any(ways_to_a_candidate(key.related_model, depth=depth - 1) for key in keys)


WINDOWS = sorted((m for m in admin.site._registry if ways_to_a_candidate(m)), key=lambda m: m._meta.label)


@pytest.fixture
def procedure():
    """Decided on reading, with its certificate issued: a row of nearly every kind."""

    def _procedure(**fields):
        candidate = eligible_candidate(version=published_version(blocks=(1, 1)), **fields)
        validated_on_reading(candidate, candidate.version.blocks.all()[:1])
        certificate = candidate.certificates.get()
        issue_certificate(certificate, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
        return candidate

    return _procedure


def rows_seen(client, model):
    """{row: status} of every row of this model, opened by its number as somebody would who guesses it."""
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = client.get(reverse(f"{base}_changelist")).context["cl"].result_count
    opened = {
        client.get(reverse(f"{base}_{page}", args=[row.pk])).status_code
        for row in model._base_manager.all()
        for page in ("change", "history")
    }
    return listed, opened


@pytest.mark.parametrize("tie", ["self", "line_manager", "same_unit"])
def test_s10_nothing_of_a_procedure_shows_in_the_admin_to_an_administrator_who_is_tied_to_it(
    sign_in, procedure, tie
):
    stranger, person = administrator(), administrator()
    owner = {"user": person} if tie == "self" else {}
    candidate = procedure(**owner)
    if tie == "line_manager":
        Candidate.objects.filter(pk=candidate.pk).update(line_manager_email=person.email)
    if tie == "same_unit":
        person.organisation, person.unit = candidate.user.organisation, "Accueil"
        person.save()
        candidate.user.unit = "Accueil"
        candidate.user.save()

    everything = {model._meta.label: rows_seen(sign_in(stranger), model) for model in WINDOWS}
    nothing = {model._meta.label: rows_seen(sign_in(person), model) for model in WINDOWS}

    assert {label for label, (listed, _opened) in everything.items() if listed} >= {
        "candidates.Candidate",
        "candidates.Dossier",
        "candidates.Submission",
        "candidates.SubmissionDocument",
        "certificates.Certificate",
        "certificates.Document",
        "certificates.RegisterEntry",
        "jury.Examination",
        "jury.Minutes",
        "jury.Verdict",
    }
    assert {opened == {200} for listed, opened in everything.values() if listed} == {True}
    assert {listed for listed, _opened in nothing.values()} == {0}
    assert {status for _listed, opened in nothing.values() for status in opened} <= {302}


def test_s10_the_trail_of_a_procedure_is_shut_to_who_is_tied_to_it_and_the_rest_stays_open(
    sign_in, procedure
):
    person = administrator()
    procedure(user=person)
    procedure()
    page = reverse("admin:audit_auditentry_changelist")

    client = sign_in(person)
    listed = client.get(page, {"all": ""}).context["cl"].queryset
    guessed = client.get(
        reverse("admin:audit_auditentry_change", args=[_act_on(person).latest("pk").pk]), follow=False
    )

    assert _act_on(person).count() > 3
    assert not (listed & _act_on(person)).exists()
    assert guessed.status_code == 302
    others = Examination.objects.exclude(dossier__candidate__user=person)
    assert listed.filter(about__overlap=[reference(row) for row in others]).exists()


def _act_on(person):
    rows = [
        *Examination.objects.filter(dossier__candidate__user=person),
        *Certificate.objects.filter(candidate__user=person),
    ]
    return AuditEntry.objects.filter(about__overlap=[reference(row) for row in rows])


def test_s10_the_text_of_a_message_is_for_its_recipient_alone(sign_in):
    message = notify(
        eligible_candidate().user, key="x", subject="Résultat", body="Bloc non acquis.", at=timezone.now()
    )

    page = sign_in(administrator()).get(reverse("admin:notifications_message_change", args=[message.pk]))

    assert "Résultat" in page.content.decode()
    assert "Bloc non acquis." not in page.content.decode()


def test_s10_what_names_no_candidate_stays_open_to_every_administrator(sign_in):
    person = administrator()
    decided(eligible_candidate(user=person, version=published_version(blocks=(1,))))

    assert rows_seen(sign_in(person), Jury) == (1, {200})
