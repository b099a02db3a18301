"""The pool: who may judge what, and when; a jury refuses who may not sit, with the reason (D7)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from candidates.models import Tied
from jury.models import Convocation, JurorProfile, Jury, Unavailability
from jury.services import constitution, pool
from jury.services.pool import UnavailabilityRefused
from rules.errors import JuryRefused
from tests.acts import assign, make_jury, make_session, submitted_dossier
from tests.factories import UserFactory, eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


def constitute(version, people, **changes):
    facts = {"name": "Jury", "members": people, "chair": people[0], "by": manager(), "at": timezone.now()}
    return constitution.constitute_jury(version, **facts | changes)


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def away(person, first, last):
    return pool.declare_unavailability(
        person, starts_on=in_days(first), ends_on=in_days(last), reason="", by=person, at=timezone.now()
    )


def test_a_jury_refuses_whoever_is_not_habilitated_for_its_certification_with_their_name():
    version = published_version()
    able, role_only, elsewhere = juror(), UserFactory(roles=[Role.JUROR]), juror()
    elsewhere.juror_profile.certifications.clear()

    with pytest.raises(JuryRefused) as refusal:
        constitute(version, [able, role_only, elsewhere])

    assert [s.split(" n’est")[0] for s in refusal.value.sentences] == [
        role_only.full_name,
        elsewhere.full_name,
    ]
    assert Jury.objects.count() == 0


@pytest.mark.parametrize(("first", "last", "is_refused"), [(12, 15, True), (10, 12, True), (13, 20, False)])
def test_a_jury_refuses_whoever_is_away_on_a_day_of_the_session(first, last, is_refused):
    version, people = published_version(), [juror(), juror()]
    away(people[1], first, last)
    days = (in_days(11), in_days(12))

    if is_refused:
        with pytest.raises(JuryRefused, match=f"{people[1].full_name} s’est déclaré"):
            constitute(version, people, days=days)
    else:
        assert constitute(version, people, days=days).members.count() == 2


def test_each_college_that_the_certification_asks_for_has_a_member():
    version = published_version(jury={"colleges": ["employer", "employee"]})
    boss, other = juror(college="employer"), juror(college="other")

    with pytest.raises(JuryRefused, match="collège salariés"):
        constitute(version, [boss, other])

    assert constitute(version, [boss, juror(college="employee")]).pk


def test_the_office_invites_a_member_with_what_they_may_judge(sign_in):
    version, office = published_version(), manager()
    typed = {
        "first_name": "Denis",
        "last_name": "Dorval",
        "email": "denis@caf.example",
        "organisation": "Caf du Nord",
        "college": "employee",
        "certifications": [version.certification_id],
    }

    answer = sign_in(office).post(reverse("jury:juror_invite"), typed)

    profile = JurorProfile.objects.get(user__email="denis@caf.example")
    assert (answer.status_code, profile.college) == (302, "employee")
    assert list(profile.certifications.all()) == [version.certification]


def test_whom_a_candidate_invites_into_the_pool_may_not_judge_them():
    candidate = eligible_candidate()
    invited = pool.invite_member(
        college="other",
        certifications=[candidate.certification],
        by=candidate.user,
        at=timezone.now(),
        email="ami@caf.example",
        first_name="A",
        last_name="B",
        organisation="",
        unit="",
        function="",
    )

    assert [t.kind for t in Tied.objects.filter(candidate=candidate, user=invited)] == ["invited"]


def names(answer):
    return {person.last_name for person in answer.context["page"]}


def test_the_pool_is_searched_without_accents_and_filtered_by_certification_and_days(sign_in):
    version = published_version()
    helene = juror(last_name="Lefèvre", first_name="Hélène")
    called, gone, foreign = juror(last_name="Appelé"), juror(last_name="Absent"), juror(last_name="Ailleurs")
    foreign.juror_profile.certifications.clear()
    away(gone, 31, 31)
    session = make_session(constitute(version, [called, juror(last_name="Deux")]))
    Convocation.objects.create(
        session=session, juror=called, content={}, sent_at=timezone.now(), is_late=False
    )
    client, url = sign_in(manager()), reverse("jury:jurors")

    assert names(client.get(url, {"q": "helene lefevre"})) == {helene.last_name}
    assert names(client.get(url, {"certification": version.certification_id})) >= {"Absent", "Lefèvre"}
    assert "Ailleurs" not in names(client.get(url, {"certification": version.certification_id}))
    free = names(client.get(url, {"du": in_days(30).isoformat(), "au": in_days(33).isoformat()}))
    assert free >= {"Lefèvre", "Deux"}
    assert free.isdisjoint({"Absent", "Appelé"})


def test_the_load_counts_what_one_sits_on_now_and_in_the_year(sign_in):
    version = published_version(blocks=(1,))
    jury, now = make_jury(version), timezone.now()
    assign(submitted_dossier(eligible_candidate(version=version)), jury)
    old = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    old.seats.update(seated_at=now - dt.timedelta(days=400))

    page = sign_in(manager()).get(reverse("jury:jurors")).context["page"]

    members = set(jury.members.values_list("user", flat=True))
    assert {(p.load, p.load_of_the_year) for p in page if p.pk in members} == {(2, 1)}


def test_a_member_says_when_they_are_away_and_takes_it_back_and_nobody_elses(sign_in):
    person, other = juror(), juror()
    foreign = away(other, 3, 4)
    client = sign_in(person)

    client.post(reverse("jury:availability"), {"starts_on": in_days(5), "ends_on": in_days(6)})
    own = Unavailability.objects.get(juror=person)
    refused = client.post(reverse("jury:unavailability_withdraw", args=[foreign.pk]))
    taken_back = client.post(reverse("jury:unavailability_withdraw", args=[own.pk]))

    assert (refused.status_code, taken_back.status_code) == (404, 302)
    assert list(Unavailability.objects.all()) == [foreign]


def test_days_that_are_over_or_upside_down_are_refused():
    person = juror()

    for first, last in [(-3, -1), (5, 4)]:
        with pytest.raises(UnavailabilityRefused):
            away(person, first, last)

    assert not Unavailability.objects.exists()


def test_the_office_completes_the_profile_of_a_member_who_has_none(sign_in):
    version, person = published_version(), UserFactory(roles=[Role.JUROR])
    client, url = sign_in(manager()), reverse("jury:juror", args=[person.pk])

    page = client.get(url)
    client.post(url, {"college": "employer", "certifications": [version.certification_id]})

    assert page.status_code == 200
    assert User.objects.get(pk=person.pk).juror_profile.college == "employer"
