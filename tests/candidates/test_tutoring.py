"""The tutor's margin: reads and remarks, never writes, never judges, gone at the submission."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.reauthentication import BACKEND
from candidates.models import Dossier, Tied, TutorComment, Tutoring
from candidates.services import submission, tutoring
from notifications.models import Message
from rules.errors import DomainError, JuryRefused
from tests import acts
from tests.factories import UserFactory, eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db
REMARK = "Dites ce que vous avez décidé vous-même."


@pytest.fixture
def dossier():
    return acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


def invited(dossier, email="tutrice@caisse.example"):
    return tutoring.invite_tutor(
        dossier,
        email=email,
        first_name="Ada",
        last_name="Lefèvre",
        by=dossier.candidate.user,
        at=timezone.now(),
    )


def page_of(client, person, path):
    client.force_login(person, backend=BACKEND)
    return client.get(path)


def remark(found, competence):
    return tutoring.comment(found, competence, text=REMARK, by=found.tutor, at=timezone.now())


def first_competence(dossier):
    return dossier.targets.first().block.competences.first()


def test_a_tutor_reads_the_draft_remarks_and_the_candidate_sees_it_in_the_margin(dossier, client):
    found = invited(dossier)
    competence = first_competence(dossier)
    path = reverse("candidates:tutoring", args=[found.pk])

    page = page_of(client, found.tutor, path)
    assert acts.TEXT[:40] in page.content.decode()
    answer = client.post(path, {"competence": competence.pk, "text": REMARK})
    assert answer.status_code == 302

    own = page_of(client, dossier.candidate.user, reverse("candidates:dossier", args=[dossier.pk]))
    assert REMARK in own.content.decode()
    assert Message.objects.filter(recipient=found.tutor, key=f"tutoring:{found.pk}:invited").count() == 1
    assert Message.objects.filter(recipient=dossier.candidate.user, key__contains="commented").count() == 1


def test_a_tutor_opens_nothing_else_of_the_dossier(dossier, client):
    found = invited(dossier)
    situation = dossier.situations.first()
    for name, args in [
        ("dossier", [dossier.pk]),
        ("situation", [dossier.pk, situation.pk]),
        ("dossier_submit", [dossier.pk]),
        ("attachments", [dossier.pk]),
        ("tutor_invite", [dossier.pk]),
    ]:
        assert page_of(client, found.tutor, reverse(f"candidates:{name}", args=args)).status_code == 404
    path = reverse("candidates:field_save", args=[dossier.pk, situation.key, "analysis"])
    assert client.post(path, {"text": "x", "base": 1, "client": "c", "seq": 1}).status_code == 404


def test_another_tutor_sees_no_draft_but_theirs(dossier, client):
    found = invited(dossier)
    other = invited(acts.write_dossier(eligible_candidate(version=dossier.version)), "autre@caisse.example")

    assert page_of(client, other.tutor, reverse("candidates:tutoring", args=[found.pk])).status_code == 404


def test_remarks_disappear_at_the_submission_and_the_tutor_leaves(dossier, client):
    found = invited(dossier)
    remark(found, first_competence(dossier))

    acts.submit(dossier)

    assert TutorComment.objects.count() == 0
    assert Tutoring.objects.under_way().count() == 0
    assert page_of(client, found.tutor, reverse("candidates:tutoring", args=[found.pk])).status_code == 404
    assert REMARK not in str(dossier.submissions.get().content)
    with pytest.raises(DomainError):
        remark(found, first_competence(dossier))


def test_a_withdrawn_dossier_closes_its_margin_too(dossier):
    found = invited(dossier)
    remark(found, first_competence(dossier))

    submission.withdraw_dossier(dossier, by=dossier.candidate.user, at=timezone.now())

    assert (TutorComment.objects.count(), Tutoring.objects.under_way().count()) == (0, 0)


def test_who_tutored_even_for_a_day_may_not_judge(dossier):
    judge = juror()
    found = invited(dossier, judge.email)
    tutoring.accept_tutoring(found, by=judge, at=timezone.now())
    tutoring.end_tutoring(found, by=dossier.candidate.user, at=timezone.now())
    jury = acts.constitution.constitute_jury(
        dossier.version,
        name="Jury du tuteur",
        members=[judge, juror()],
        chair=judge,
        by=manager(),
        at=timezone.now(),
    )

    with pytest.raises(JuryRefused, match="tutoré"):
        acts.assign(acts.submit(dossier), jury)


@pytest.mark.parametrize("role", [Role.JUROR, Role.MANAGER, Role.ADMINISTRATOR])
def test_whoever_is_judged_ties_nobody_of_a_jury_or_of_the_office_by_inviting_them(dossier, client, role):
    person = UserFactory(roles=[role], last_name="Que-personne-ne-doit-apprendre")
    found = invited(dossier, person.email)
    path, own = reverse("candidates:tutoring", args=[found.pk]), dossier.candidate
    list_of_tutors = reverse("candidates:tutor_invite", args=[dossier.pk])

    assert not Tied.objects.filter(candidate=own, user=person).exists()
    for page in (list_of_tutors, reverse("candidates:dossier", args=[dossier.pk])):
        assert person.last_name not in page_of(client, own.user, page).content.decode()
    asked = page_of(client, person, path)
    assert "Avant d’accepter" in asked.content.decode()
    assert acts.TEXT[:40] not in asked.content.decode()
    client.post(path, {"competence": first_competence(dossier).pk, "text": REMARK})
    assert not TutorComment.objects.exists()

    client.post(path, {"answer": "accept"})

    assert Tied.objects.get(candidate=own, user=person).kind == "tutor"
    assert acts.TEXT[:40] in client.get(path).content.decode()
    assert person.last_name in page_of(client, own.user, list_of_tutors).content.decode()


def test_an_invitation_declined_ties_nobody_and_closes(dossier, client):
    judge = juror()
    path = reverse("candidates:tutoring", args=[invited(dossier, judge.email).pk])
    client.force_login(judge, backend=BACKEND)

    client.post(path, {"answer": "decline"})

    assert client.get(path).status_code == 404
    assert not Tied.objects.filter(candidate=dossier.candidate, user=judge).exists()


def test_the_candidate_takes_the_access_back_and_the_remarks_go(dossier, client):
    found = invited(dossier)
    remark(found, first_competence(dossier))
    client.force_login(dossier.candidate.user, backend=BACKEND)

    client.post(reverse("candidates:tutoring_end", args=[dossier.pk, found.pk]))

    assert TutorComment.objects.count() == 0
    with pytest.raises(DomainError, match="plus ouvert"):
        remark(found, first_competence(dossier))


def test_refusals_are_said_at_the_field_and_write_nothing(dossier, client):
    invited(dossier)
    client.force_login(dossier.candidate.user, backend=BACKEND)
    path = reverse("candidates:tutor_invite", args=[dossier.pk])
    people = User.objects.count()
    for email, sentence in [
        (dossier.candidate.user.email, "une autre personne que vous-même"),
        ("tutrice@caisse.example", "accompagne déjà ce dossier"),
        ("pas une adresse", "adresse"),
    ]:
        page = client.post(path, {"first_name": "A", "last_name": "B", "email": email}).content.decode()
        assert sentence in page
        assert 'value="B"' in page
    for rank in range(2):
        invited(dossier, f"n{rank}@caisse.example")
    page = client.post(path, {"first_name": "A", "last_name": "B", "email": "n9@caisse.example"})
    assert "3 tuteurs au plus" in page.content.decode()
    assert User.objects.count() == people + 2


def test_a_submitted_dossier_invites_nobody(dossier):
    with pytest.raises(DomainError):
        invited(acts.submit(Dossier.objects.get(pk=dossier.pk)))


@pytest.mark.parametrize("roles", [[], [Role.CANDIDATE], [Role.JUROR], [Role.MANAGER]])
def test_an_address_typed_tells_nothing_of_whose_it_is(dossier, client, roles):
    """Neither its name here nor its role: the same page for an address that nobody has."""
    if roles:
        UserFactory(email="quelquun@caisse.example", roles=roles, first_name="Paul", last_name="Ronsard")
    tutor = invited(dossier, "quelquun@caisse.example")
    candidate = dossier.candidate.user

    said = [
        page_of(client, candidate, reverse(name, args=[dossier.pk])).content.decode()
        for name in ("candidates:tutor_invite", "candidates:dossier")
    ]

    for page in said:
        assert "quelquun@caisse.example" in page
        assert "Ronsard" not in page
        assert "sans réponse" not in page
    if not tutor.accepted_at:
        tutoring.accept_tutoring(tutor, by=tutor.tutor, at=timezone.now())
    remark(tutor, first_competence(dossier))
    assert (
        str(tutor.tutor)
        in page_of(client, candidate, reverse("candidates:tutor_invite", args=[dossier.pk])).content.decode()
    )


def test_invitations_taken_back_and_sent_again_end_for_the_day(dossier):
    for _ in range(tutoring.A_DAY):
        found = invited(dossier)
        tutoring.end_tutoring(found, by=dossier.candidate.user, at=timezone.now())

    with pytest.raises(DomainError, match="réessayez demain"):
        invited(dossier)


def test_the_message_of_an_invitation_that_is_over_leads_to_a_page_that_says_so(dossier, client):
    found = invited(dossier)
    path = reverse("candidates:tutoring", args=[found.pk])
    tutoring.end_tutoring(found, by=dossier.candidate.user, at=timezone.now())

    own, stranger = (page_of(client, person, path) for person in (found.tutor, juror()))

    assert (own.status_code, stranger.status_code) == (404, 404)
    assert "Cette invitation est close" in own.content.decode()
    assert "Cette invitation est close" not in stranger.content.decode()
