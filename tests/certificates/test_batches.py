"""Many delivered together: in order, each once, what a rule refuses beside it, paused and taken up again."""

import pytest
from django.db import connection
from django.test.html import parse_html
from django.urls import reverse
from django.utils import timezone

from certificates.jobs import deliver_batch
from certificates.models import Certificate, Document, DocumentKind, IssueBatch, NumberSeries
from certificates.services import batches, issue_certificate
from cqp.tasks import catch_up
from notifications.models import Message
from rules.errors import IssueRefused
from rules.french import day
from tests.acts import revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    """Three people, two CCPs each and their CQP."""
    version = published_version(blocks=(1, 1))
    for _ in range(3):
        validated_on_reading(eligible_candidate(version=version))
    return Certificate.objects.to_issue()


def start(certificates, *, by=None):
    return batches.start_batch(
        certificates, issued_on=timezone.localdate(), by=by or manager(), at=timezone.now()
    )


def ranks_of(certificates):
    return [int(certificate.number.rpartition("-")[2]) for certificate in certificates]


def test_an_order_is_delivered_in_its_order_each_once_and_numbers_are_dense(waiting):
    batch = start(waiting)
    ordered = [line.certificate_id for line in batch.lines.all()]

    deliver_batch(batch.pk)
    deliver_batch(batch.pk)

    batch.refresh_from_db()
    done = Certificate.objects.in_bulk(ordered)
    ccps = [done[key] for key in ordered if done[key].is_ccp]
    assert (batch.state, batch.progress()["done"], batch.progress()["problems"]) == ("done", 9, 0)
    assert ranks_of(ccps) == list(range(1, 7))
    assert sorted(NumberSeries.objects.values_list("kind", "last")) == [("ccp", 6), ("cqp", 3)]
    assert Document.objects.count() == 9 * len(DocumentKind)
    assert Message.objects.filter(key__endswith=":issued").count() == 9


def test_a_pause_takes_effect_between_two_and_the_rest_goes_on_from_there(waiting):
    batch, now = start(waiting), timezone.now()
    batches.deliver_next(batch.pk, at=now)
    batches.deliver_next(batch.pk, at=now)

    batches.pause_batch(batch, by=manager(), at=now)
    deliver_batch(batch.pk)
    catch_up()
    assert batch.progress()["done"] == 2

    batches.resume_batch(batch, by=manager(), at=now)
    deliver_batch(batch.pk)
    assert (IssueBatch.objects.get().state, batch.progress()["done"]) == ("done", 9)


def test_what_a_crash_cut_short_is_found_by_catch_up_and_finished(waiting):
    batch = start(waiting)
    batches.deliver_next(batch.pk, at=timezone.now())  # and the worker dies

    catch_up()

    assert (IssueBatch.objects.get().state, batch.progress()["done"]) == ("done", 9)
    assert Certificate.objects.issued().count() == 9


def test_what_a_rule_refuses_is_said_on_its_line_and_keeps_nothing_else(waiting, settings):
    batch = start(waiting)
    revoked = revoke(waiting.ccps().first())
    by_hand = waiting.ccps().exclude(candidate=revoked.candidate).first()
    issue_certificate(by_hand, issued_on=timezone.localdate(), at=timezone.now(), by=manager())

    deliver_batch(batch.pk)

    problems = batch.lines.exclude(problem="")
    assert {line.certificate.candidate_id for line in problems} == {revoked.candidate_id}
    assert {line.certificate.state for line in problems} == {"revoked"}
    assert Certificate.objects.issued().count() == 9 - len(problems)
    assert sorted(ranks_of(Certificate.objects.ccps().issued())) == [1, 2, 3, 4, 5]


def test_a_missing_mention_is_named_on_each_line(waiting, settings):
    settings.SIGNATORY_NAME = ""
    batch = start(waiting)

    deliver_batch(batch.pk)

    assert {line.problem.replace("\u00a0", " ") for line in batch.lines.all()} == {
        "Mentions obligatoires manquantes : le nom du signataire."
    }
    assert not Certificate.objects.issued().exists()
    assert not NumberSeries.objects.exclude(last=0).exists()


def test_a_line_that_breaks_is_set_aside_and_delivered_by_catch_up_once_it_can_be(waiting, sign_in):
    by_hand = waiting.ccps().first()
    issue_certificate(by_hand, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    NumberSeries.objects.filter(kind="ccp").update(last=0)  # its next number is already somebody's
    office = manager()
    batch = start(waiting.filter(block=by_hand.block), by=office)

    deliver_batch(batch.pk)

    first, *others = batch.lines.all()
    page = sign_in(office).get(reverse("certificates:batch", args=[batch.pk])).content.decode()
    assert "empêche sa délivrance (IntegrityError)" in first.problem
    assert "Non délivré pour l’instant" in page
    assert (first.done_at, batch.progress()["done"]) == (None, 0)
    assert IssueBatch.objects.get().is_running
    assert len(others) == 1

    NumberSeries.objects.filter(kind="ccp").update(last=1)
    catch_up()

    progress = batch.progress()
    assert (IssueBatch.objects.get().state, progress["done"], progress["problems"]) == ("done", 2, 0)


def test_a_line_that_always_breaks_keeps_no_other_waiting(waiting):
    broken = waiting.ccps().first()
    batch = start(waiting)
    with connection.cursor() as cursor:  # its snapshot is damaged by hand
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certificates_certificate DISABLE TRIGGER USER")
        Certificate.objects.filter(pk=broken.pk).update(snapshot=broken.snapshot | {"certification": {}})
        cursor.execute("ALTER TABLE certificates_certificate ENABLE TRIGGER USER")

    deliver_batch(batch.pk)
    catch_up()

    left = batch.lines.filter(done_at=None)
    assert {line.certificate.candidate_id for line in left} == {broken.candidate_id}
    assert {line.problem for line in left} == {batches.TRIED_AGAIN.format(what="KeyError")}
    assert batch.progress()["done"] == 9 - left.count() >= 7


def test_an_order_of_nothing_is_refused(waiting):
    with pytest.raises(IssueRefused):
        start(waiting.none())


def test_a_manager_delivers_all_those_of_a_search_and_sees_it_done(waiting, sign_in, committed):
    client = sign_in(manager())
    path = reverse("certificates:to_issue") + "?nature=ccp"
    typed = {"all": "oui", "issued_on": timezone.localdate().isoformat()}
    asked = client.post(path, typed)

    with committed():
        answer = client.post(path, typed | {"confirmed": asked.context["foreseen"].mark})

    page = client.get(answer["Location"])
    assert page.context["progress"]["done"] == page.context["progress"]["total"] == 6
    assert "terminé" in page.content.decode()
    assert Certificate.objects.to_issue().cqps().count() == 3


def test_one_click_delivers_nothing_and_the_page_says_what_will_be_to_whom_and_when(
    waiting, sign_in, settings
):
    settings.ISSUE_PLACE = "Nanterre"
    first, *_others, last = waiting.order_by("awarded_at", "pk")
    typed = {"all": "oui", "issued_on": timezone.localdate().isoformat()}

    answer = sign_in(manager()).post(reverse("certificates:to_issue"), typed)

    page = " ".join(answer.content.decode().replace("\u00a0", " ").split())
    assert (answer.status_code, IssueBatch.objects.count()) == (200, 0)
    for said in [
        "Délivrer 9 certificats ?",
        "<strong>6 CCP</strong> et <strong>3 CQP</strong>",
        f"<strong>{day(timezone.localdate())}</strong>, à Nanterre".replace("\u00a0", " "),
        f"<dt>Le premier</dt><dd>{first.snapshot['holder']['name']}<br>",
        f"<dt>Le dernier</dt><dd>{last.snapshot['holder']['name']}<br>",
        "Les 3 titulaires : chacun reçoit, pour chaque certificat, un message et un courriel",
        "Délivrer est définitif",
    ]:
        assert said in page


def test_what_was_confirmed_is_delivered_and_nothing_that_came_or_went_since(waiting, sign_in):
    client, path = sign_in(manager()), reverse("certificates:to_issue")
    typed = {"all": "oui", "issued_on": timezone.localdate().isoformat()}
    typed |= {"confirmed": client.post(path, typed).context["foreseen"].mark}
    revoke(waiting.ccps().first())

    answer = client.post(path, typed)

    assert "La liste a changé" in answer.content.decode()
    assert IssueBatch.objects.count() == 0
    client.post(path, typed | {"confirmed": answer.context["foreseen"].mark})
    assert IssueBatch.objects.get().lines.count() == waiting.count()


def test_a_manager_pauses_and_resumes_from_the_page(waiting, sign_in):
    client, batch = sign_in(manager()), start(waiting)

    client.post(reverse("certificates:batch_pause", args=[batch.pk]))
    assert "en pause" in client.get(reverse("certificates:batch", args=[batch.pk])).content.decode()
    client.post(reverse("certificates:batch_resume", args=[batch.pk]))
    assert IssueBatch.objects.get().is_running


def batch_page(client, batch):
    page = client.get(reverse("certificates:batch", args=[batch.pk])).content.decode()
    return page.replace("\u00a0", " ")


def test_a_page_says_what_still_goes_on_and_nothing_more(waiting, sign_in):
    client, batch, now = sign_in(manager()), start(waiting.ccps()), timezone.now()
    batches.deliver_next(batch.pk, at=now)
    assert "le travail continue" in batch_page(client, batch)

    batches.pause_batch(batch, by=manager(), at=now)
    assert "le travail continue" not in batch_page(client, batch)
    assert "attendent que vous repreniez" in batch_page(client, batch)

    batches.resume_batch(batch, by=manager(), at=now)
    deliver_batch(batch.pk)
    page = batch_page(client, batch)
    assert "0 sur 6 documents prêts" in page
    assert "les documents se préparent encore" in page
    assert "data-progress" in page

    Document.objects.update(file="certificates/x.pdf", file_sha256="0" * 64)
    page = batch_page(client, batch)
    assert "6 documents prêts" in page
    assert "se préparent" not in page
    assert "data-progress" not in page


def element_of(node, name):
    """The element of this id, with all that is in it, as text; "" when there is none."""
    if isinstance(node, str):
        return ""
    if ("id", name) in node.attributes:
        return str(node)
    return "".join(element_of(child, name) for child in node.children)


def test_the_lines_of_an_order_come_up_to_date_with_its_bar(waiting, sign_in):
    """Beside « 9 sur 9 · terminé » every line still said « À venir »."""
    page = batch_page(sign_in(manager()), start(waiting))

    followed = element_of(parse_html(page), "avancement")

    assert "data-progress" in followed
    assert followed.count("À venir") == page.count("À venir") == 9


def test_the_page_of_an_order_with_a_refused_line_ends_its_waiting(waiting, sign_in):
    batch = start(waiting.ccps())
    revoke(waiting.ccps().first())

    deliver_batch(batch.pk)
    Document.objects.update(file="certificates/x.pdf", file_sha256="0" * 64)

    assert batch.progress()["delivered"] == 5
    assert "data-progress" not in batch_page(sign_in(manager()), batch)


def test_an_order_never_holds_ones_own_certificates(waiting):
    mine = waiting.first().candidate.user
    mine.roles = ["candidate", "manager"]
    mine.save()

    batch = start(Certificate.objects.managed_by(mine).to_issue(), by=mine)

    assert not batch.lines.filter(certificate__candidate__user=mine).exists()


def test_the_queue_names_what_is_missing_and_previews(waiting, sign_in, settings):
    settings.SIGNATORY_TITLE = ""
    client = sign_in(manager())

    queue = client.get(reverse("certificates:to_issue")).content.decode()
    page = client.get(reverse("certificates:preview", args=[waiting.first().pk])).content.decode()

    assert "la qualité du signataire" in queue
    assert "la qualité du signataire" in page


@pytest.mark.pdf
def test_the_preview_is_a_specimen_without_number_that_is_kept_nowhere(waiting, sign_in):
    certificate = waiting.first()

    answer = sign_in(manager()).get(reverse("certificates:preview_document", args=[certificate.pk]))

    certificate.refresh_from_db()
    assert answer.content.startswith(b"%PDF")
    assert (certificate.state, certificate.number, Document.objects.count()) == ("awarded", None, 0)
