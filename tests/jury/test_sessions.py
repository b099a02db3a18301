"""Sessions, and the convocations that leave for them with the notice owed to employers (D3142-32)."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from jury.assignment import options_for
from jury.documents import convocation_html
from jury.models import Convocation, Jury, Mode, Session
from jury.services import replacement, sessions
from jury.services.sessions import ConvocationOver, SessionRefused
from notifications.models import Message
from rules.errors import DomainError, JuryRefused
from tests.acts import assign, cast_all, close_reading, make_jury, submitted_dossier
from tests.factories import eligible_candidate, juror, manager, published_version
from tests.jury.test_pool import away, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version(blocks=(1,))


def create(jury, *, first=30, last=31, name="Session de mars", by=None):
    return sessions.create_session(
        jury,
        name=name,
        starts_on=in_days(first),
        ends_on=in_days(last),
        mode=Mode.ON_SITE,
        place="Salle Iroise",
        by=by or manager(),
        at=timezone.now(),
    )


def test_creating_a_session_calls_each_member_once_with_the_day_to_tell_the_employer_by(version):
    jury = make_jury(version, size=3)
    session = create(jury)

    again = sessions.summon_members(
        session, [m.user for m in jury.members.all()], by=manager(), at=timezone.now()
    )

    found = list(session.convocations.all())
    assert (len(found), again, {c.is_late for c in found}) == (3, [], {False})
    assert {c.content["notice_days"] for c in found} == {15}
    told = Message.objects.filter(key__startswith="convocation:")
    assert set(told.values_list("recipient", flat=True)) == {m.user_id for m in jury.members.all()}
    assert all(found[0].content["tell_before"] in message.body for message in told)


@pytest.mark.parametrize(("first", "is_late"), [(16, False), (15, False), (14, True)])
def test_a_convocation_is_late_from_the_day_after_the_notice_could_be_given(version, first, is_late):
    session = create(make_jury(version), first=first, last=first)

    assert set(session.convocations.values_list("is_late", flat=True)) == {is_late}


def test_late_convocations_warn_the_office_when_they_leave_and_on_its_pages(version, sign_in):
    jury, client = make_jury(version), sign_in(manager())
    typed = {
        "name": "Pressée",
        "version": version.pk,
        "starts_on": in_days(5).isoformat(),
        "ends_on": in_days(5).isoformat(),
        "mode": "remote",
        "place": "https://visio.example/1",
        "jury": jury.pk,
    }

    answer = client.post(reverse("jury:session_create"), typed, follow=True)
    dashboard = client.get(reverse("dashboard")).content.decode()

    assert "Convocations tardives" in answer.content.decode()
    assert any("tardives" in warning for warning in answer.context["warnings"])
    assert "Pressée" in dashboard
    assert "tardives" in dashboard


def test_a_session_may_be_created_with_its_jury_both_or_neither(version, sign_in):
    people, client = [juror(), juror()], sign_in(manager())
    typed = {
        "name": "Neuve",
        "version": version.pk,
        "starts_on": in_days(30).isoformat(),
        "ends_on": in_days(30).isoformat(),
        "mode": "on_site",
        "place": "Salle 1",
        "members": [p.pk for p in people],
        "chair": people[0].pk,
    }
    taken = away(people[1], 30, 30)

    refused = client.post(reverse("jury:session_create"), typed)
    nothing = (Session.objects.count(), Jury.objects.count())
    taken.delete()
    done = client.post(reverse("jury:session_create"), typed)

    assert (refused.status_code, nothing, done.status_code) == (200, (0, 0), 302)
    assert Session.objects.get().jury.members.count() == 2


@pytest.mark.parametrize(("first", "last"), [(0, 1), (-1, 3), (8, 7)])
def test_a_session_is_to_come_and_ends_after_it_begins(version, first, last):
    with pytest.raises(SessionRefused):
        create(make_jury(version), first=first, last=last)

    assert not Session.objects.exists()


def test_a_member_confirms_or_says_why_not_and_the_office_hears_of_it(version, sign_in):
    office = manager()
    session = create(make_jury(version), by=office)
    convocation = session.convocations.first()
    client, url = sign_in(convocation.juror), reverse("jury:convocation_answer", args=[convocation.pk])

    mute = client.post(url, {"answer": "declined", "reason": " "})
    client.post(url, {"answer": "declined", "reason": "Réunion de direction"})

    convocation.refresh_from_db()
    assert (mute.status_code, convocation.is_declined) == (200, True)
    assert Message.objects.filter(recipient=office, key__contains=":declined:").exists()
    page = sign_in(office).get(reverse("jury:session", args=[session.pk]))
    assert any(w.startswith("Quorum menacé") for w in page.context["warnings"])


def test_a_convocation_belongs_to_whom_it_calls(version, sign_in):
    first, second = create(make_jury(version)).convocations.all()

    client = sign_in(first.juror)

    for name in ("jury:convocation_answer", "jury:convocation"):
        assert client.get(reverse(name, args=[second.pk])).status_code == 404


def test_a_session_past_is_answered_no_more(version):
    session = create(make_jury(version))
    convocation = session.convocations.first()

    with pytest.raises(ConvocationOver):
        sessions.answer_convocation(
            convocation,
            answer="confirmed",
            reason="",
            by=convocation.juror,
            at=timezone.now() + dt.timedelta(days=40),
        )


def test_a_replaced_member_is_called_no_more_and_the_one_who_enters_is(version):
    jury = make_jury(version, size=3)
    session = create(jury)
    examination = assign(submitted_dossier(eligible_candidate(version=version)), jury, session=session)
    leaving, entering = examination.seats.get(juror=jury.members.last().user), juror()

    replacement.replace_member(
        leaving,
        entering=entering,
        chair=jury.members.get(is_chair=True).user,
        reason="Congé de maladie",
        by=manager(),
        at=timezone.now(),
    )

    called = set(session.convocations.standing().values_list("juror", flat=True))
    assert leaving.juror_id not in called
    assert entering.pk in called
    assert Message.objects.filter(recipient=leaving.juror, key__endswith=":cancelled").exists()


def test_a_dossier_goes_to_a_session_of_that_very_jury_before_its_publication(version):
    session, other = create(make_jury(version)), make_jury(version, name="Autre")
    dossier = submitted_dossier(eligible_candidate(version=version))

    with pytest.raises(DomainError, match="autre jury"):
        assign(dossier, other, session=session)
    Session.objects.update(published_at=timezone.now(), published_by=manager())
    with pytest.raises(DomainError, match="sont publiés"):
        assign(dossier, session.jury, session=session)


def test_the_page_says_why_each_choice_is_refused_before_one_clicks(version, sign_in):
    good, bad = make_jury(version, name="Bon"), make_jury(version, name="Lié", size=3)
    session = create(bad)
    candidate = eligible_candidate(version=version, line_manager_email=bad.members.first().user.email)
    dossier = submitted_dossier(candidate)
    url = reverse("jury:dossier_assign", args=[dossier.pk])
    client = sign_in(manager())

    options = options_for(dossier, on=timezone.localdate()).options
    page = client.get(url).content.decode()
    refused = client.post(url, {"jury": f"session-{session.pk}"})
    given = client.post(url, {"jury": str(good.pk)})

    assert options[0].session == session
    assert {o.key: bool(o.reasons) for o in options} == {
        f"session-{session.pk}": True,
        str(bad.pk): True,
        str(good.pk): False,
    }
    assert "responsable hiérarchique" in page
    assert (refused.status_code, given.status_code) == (200, 302)


def test_a_session_and_its_jury_of_the_same_name_are_told_apart(version, sign_in):
    session = create(make_jury(version, name="Session d’avril"), name="Session d’avril")
    dossier = submitted_dossier(eligible_candidate(version=version))

    page = sign_in(manager()).get(reverse("jury:dossier_assign", args=[dossier.pk])).content.decode()

    labels = re.findall(r'<label><input type="radio" name="jury".*?<span>(.*?)</label>', page, re.S)
    words = [" ".join(re.sub(r"<[^>]*>", " ", label).split()) for label in labels]
    assert [text[:26] for text in words] == ["Session « Session d’avril ", "Jury seul « Session d’avri"]
    assert "Résultats annoncés ensemble" in words[0]
    assert "Résultat annoncé dès la décision" in words[1]
    assert session.jury.name == session.name


def test_the_session_page_says_what_lacks_and_when_results_are_to_publish(version, sign_in):
    jury = make_jury(version)
    session, client = create(jury), sign_in(manager())
    url = reverse("jury:session", args=[session.pk])

    empty = client.get(url).context["warnings"]
    examination = assign(submitted_dossier(eligible_candidate(version=version)), jury, session=session)
    running = client.get(url).context["warnings"]
    cast_all(examination)
    close_reading(examination)
    decided = client.get(url).context["warnings"]

    assert [w[:22] for w in empty] == ["Aucun dossier n’est co"]
    assert running == []
    assert "à publier" in decided[0]


def test_what_was_sent_never_changes_even_by_raw_sql(version):
    convocation = create(make_jury(version)).convocations.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Convocation.objects.filter(pk=convocation.pk).update(is_late=True)
    with pytest.raises(InternalError), transaction.atomic():
        Convocation.objects.filter(pk=convocation.pk).delete()


def test_a_member_taken_since_makes_the_session_refused(version):
    jury = make_jury(version)
    away(jury.members.last().user, 30, 30)

    with pytest.raises(JuryRefused, match="indisponible"):
        create(jury)


@pytest.mark.pdf
def test_the_convocation_is_printed_after_the_commit_and_opens_for_its_member(version, committed, sign_in):
    with committed():
        convocation = create(make_jury(version)).convocations.first()

    convocation.refresh_from_db()
    answer = sign_in(convocation.juror).get(reverse("jury:convocation", args=[convocation.pk]))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert not Convocation.objects.to_make().exists()


@pytest.mark.parametrize(("first", "is_late"), [(30, False), (5, True)])
def test_a_late_convocation_says_so_to_the_employer_rather_than_a_day_that_is_past(version, first, is_late):
    convocation = create(make_jury(version), first=first, last=first).convocations.first()

    printed = convocation_html(convocation)

    assert ("Convocation tardive" in printed) is is_late
    assert ("Date limite pour prévenir" in printed) is not is_late


def test_nothing_is_left_to_hand_to_an_employer_once_the_session_is_past(version, sign_in):
    jury = make_jury(version)
    create(jury)
    member = jury.members.first().user
    address = reverse("jury:availability")
    assert "À remettre à votre employeur" in sign_in(member).get(address).content.decode()

    with time_machine.travel(timezone.now() + dt.timedelta(days=40)):
        assert "À remettre à votre employeur" not in sign_in(member).get(address).content.decode()
