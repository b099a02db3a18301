"""List pages ask as many queries for thirty rows as for one."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from candidates.services import passport
from candidates.services.attendance_import import apply_import, try_import
from certificates.models import Certificate
from certificates.services import award_ccp, disclose_awards, issue_certificate
from certificates.services.batches import start_batch
from certificates.services.revoking import ask_revocation
from jury.services import constitution
from jury.services.appeals import file_appeal
from notifications.services import notify
from rules.awards import ValidatedBlock
from tests.acts import assign, decided, make_jury, make_session, submitted_dossier, write_dossier
from tests.candidates.attendance_lists import csv_of
from tests.factories import CandidateFactory, eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version(blocks=(1, 2))


def awarded(version, office, *, issued=False, asked=False):
    candidate = eligible_candidate(version=version)
    rule = version.blocks.first().as_rule()
    ccp = award_ccp(
        candidate,
        ValidatedBlock(rule, rule.competences),
        proofs=dict.fromkeys(rule.competences, "reading"),
        basis={"jury": "A"},
        at=timezone.now(),
        by=office,
    )
    disclose_awards([ccp], at=timezone.now())
    if asked:
        ask_revocation(ccp, ground="fraud", reason="Faux.", by=office, at=timezone.now())
    if issued:
        issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=office)


def queries_of(client, path):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen)


def compare(client, path, add, *, rows=30):
    """The number of queries with one row and with `rows` more."""
    add()
    client.get(path)
    one = queries_of(client, path)
    for _ in range(rows - 1):
        add()
    return one, queries_of(client, path)


@pytest.mark.parametrize("name", ["candidates:candidates", "dashboard"])
def test_the_offices_pages_on_candidates(version, client, name):
    client.force_login(manager(), backend=BACKEND)

    one, thirty = compare(client, reverse(name), lambda: write_dossier(eligible_candidate(version=version)))

    assert one == thirty


@pytest.mark.parametrize("name", ["candidates:queue", "dashboard"])
def test_the_queue_of_dossiers(version, client, name):
    client.force_login(manager(), backend=BACKEND)

    one, thirty = compare(
        client, reverse(name), lambda: submitted_dossier(eligible_candidate(version=version)), rows=12
    )

    assert one == thirty


@pytest.mark.parametrize("name", ["candidates:declarations", "dashboard"])
def test_the_queue_of_declared_modules(version, client, name):
    client.force_login(manager(), backend=BACKEND)

    def add():
        candidate = CandidateFactory(version=version)
        passport.declare_attendance(
            candidate,
            version.modules.first(),
            started_on=timezone.localdate(),
            ended_on=timezone.localdate(),
            training_body=f"Institut {candidate.pk}",
            trainer_email="",
            by=candidate.user,
            at=timezone.now(),
        )

    one, thirty = compare(client, reverse(name), add)

    assert one == thirty


def test_the_page_of_imports(version, client):
    office = manager()
    client.force_login(office, backend=BACKEND)

    def add():
        candidate = CandidateFactory(version=version)
        raw = csv_of(
            [[candidate.user.email, version.modules.first().code, "17/03/2026", "18/03/2026", "", "", ""]]
        )
        apply_import(
            try_import(raw, name="l.csv", by=office, at=timezone.now()), by=office, at=timezone.now()
        )

    one, five = compare(client, reverse("candidates:import_try"), add, rows=5)

    assert one == five


@pytest.mark.parametrize(
    ("name", "issued"), [("certificates:to_issue", False), ("certificates:register", True)]
)
def test_the_pages_on_certificates(version, client, name, issued):
    office = manager()
    client.force_login(office, backend=BACKEND)

    one, thirty = compare(client, reverse(name), lambda: awarded(version, office, issued=issued))

    assert one == thirty


def test_the_requests_to_revoke(version, client):
    office = manager()
    client.force_login(manager(), backend=BACKEND)

    one, ten = compare(
        client, reverse("certificates:revocations"), lambda: awarded(version, office, asked=True), rows=10
    )

    assert one == ten


def test_an_order_of_one_line_and_of_thirty_asks_the_same(version, client):
    office = manager()
    client.force_login(office, backend=BACKEND)
    client.get(reverse("notifications:list"))  # the first page of a session also notes where it is from
    queries = []
    for rows in (1, 29):
        for _ in range(rows):
            awarded(version, office)
        batch = start_batch(
            Certificate.objects.to_issue(), issued_on=timezone.localdate(), by=office, at=timezone.now()
        )
        queries.append(queries_of(client, reverse("certificates:batch", args=[batch.pk])))

    assert queries[0] == queries[1]


@pytest.mark.parametrize("sort", ["", "ancien", "nom", "organisme", "numero"])
def test_the_register_sorted_in_any_way_goes_on_by_key_and_loses_nobody(version, client, sort):
    office = manager()
    client.force_login(office, backend=BACKEND)
    for _ in range(33):
        awarded(version, office, issued=True)

    seen, path = [], f"{reverse('certificates:register')}?tri={sort}"
    while path:
        page = client.get(path).context["page"]
        seen += [certificate.pk for certificate in page]
        path = (
            f"{reverse('certificates:register')}?tri={sort}&apres={quote(page.after)}" if page.after else ""
        )

    assert sorted(seen) == sorted(Certificate.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


def test_the_pages_on_juries_and_their_members(version, client):
    office = manager()
    client.force_login(office, backend=BACKEND)
    ranks = iter(range(100))

    for name in ("jury:juries", "jury:jurors"):
        one, thirty = compare(
            client,
            reverse(name),
            lambda: make_jury(version, name=f"Jury {next(ranks)}", office=office),
            rows=10,
        )
        assert (name, one) == (name, thirty)


def test_the_pages_on_sessions_and_on_one_of_them(version, client):
    office = manager()
    jury = make_jury(version, office=office)
    session, ranks = make_session(jury, name="La nôtre"), iter(range(100))
    client.force_login(office, backend=BACKEND)

    one, several = compare(
        client, reverse("jury:sessions"), lambda: make_session(jury, name=f"S{next(ranks)}"), rows=6
    )
    alone, many = compare(
        client,
        reverse("jury:session", args=[session.pk]),
        lambda: assign(
            submitted_dossier(eligible_candidate(version=version)), jury, office=office, session=session
        ),
        rows=4,
    )

    assert (one, alone) == (several, many)


def test_the_jurors_list_and_the_office_list_of_examinations(version, client):
    office = manager()
    people = [juror(), juror()]
    jury = constitution.constitute_jury(
        version, name="Jury", members=people, chair=people[0], by=office, at=timezone.now()
    )

    def add():
        assign(submitted_dossier(eligible_candidate(version=version)), jury, office=office)

    client.force_login(people[0], backend=BACKEND)
    one, many = compare(client, reverse("jury:examinations"), add, rows=10)
    client.force_login(office, backend=BACKEND)
    client.get(reverse("notifications:list"))  # the first page of a session also notes where it is from

    assert one == many
    assert queries_of(client, reverse("jury:juries")) <= 12


def test_the_inbox_and_ones_own_dossiers(version, client):
    candidate = eligible_candidate(version=version)
    client.force_login(candidate.user, backend=BACKEND)
    ranks = iter(range(100))

    one, thirty = compare(
        client,
        reverse("notifications:list"),
        lambda: notify(
            candidate.user, key=f"k{next(ranks)}", subject="Objet", body="Texte", at=timezone.now()
        ),
    )

    assert one == thirty


def test_my_course_asks_the_same_for_one_dossier_and_for_several(client):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1, 1, 1, 1, 1)))
    client.force_login(candidate.user, backend=BACKEND)
    blocks = iter(candidate.version.blocks.all())

    one, six = compare(client, reverse("course"), lambda: write_dossier(candidate, [next(blocks)]), rows=6)

    assert one == six <= 25


def test_the_register_goes_on_by_key_and_loses_nobody(version, client):
    office = manager()
    client.force_login(office, backend=BACKEND)
    for _ in range(65):
        awarded(version, office)

    seen, path = [], reverse("certificates:register")
    while path:
        page = client.get(path).context["page"]
        seen += [certificate.pk for certificate in page]
        path = f"{reverse('certificates:register')}?apres={quote(page.after)}" if page.after else ""

    assert seen == list(Certificate.objects.order_by("-awarded_at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "key", ["x", "~", "demain~1", "2026-11-22T10:00:00+01:00~un", "9999-99-99~1", "%00~1", f"x~{'9' * 40}"]
)
def test_a_key_that_was_tampered_with_begins_at_the_first_page(version, client, key):
    office = manager()
    client.force_login(office, backend=BACKEND)
    awarded(version, office)

    answer = client.get(reverse("certificates:register"), {"apres": key})

    assert (answer.status_code, len(answer.context["page"])) == (200, 1)


@pytest.mark.parametrize("name", ["jury:appeals", "jury:results_to_publish", "dashboard"])
def test_the_queues_of_appeals_and_of_results(version, client, name):
    client.force_login(manager(), backend=BACKEND)
    block = version.blocks.first()

    def add():
        told = decided(eligible_candidate(version=version), [block])
        file_appeal(
            told,
            grounds="other",
            text="x",
            uploads=[],
            by=told.dossier.candidate.user,
            at=timezone.now() + timedelta(seconds=1),
        )
        session = make_session(told.jury, name=f"Session {told.pk}")
        decided(eligible_candidate(version=version), [block], session=session)

    one, several = compare(client, reverse(name), add, rows=4)

    assert one == several


def test_the_office_finds_a_dossier_by_its_number_or_by_a_name_whatever_its_state(client):
    version = published_version(blocks=(1,))
    found = submitted_dossier(eligible_candidate(version=version, birth_name="Łukasiewicz"))
    other = assign(submitted_dossier(eligible_candidate(version=version, birth_name="Petit"))).dossier
    write_dossier(eligible_candidate(version=version, birth_name="Lukas"))
    client.force_login(manager(), backend=BACKEND)

    def asked(words):
        return list(client.get(reverse("candidates:queue"), {"q": words}).context["page"])

    assert asked("lukas") == [found]
    assert asked(other.reference) == [other]
    assert asked("introuvable") == []
