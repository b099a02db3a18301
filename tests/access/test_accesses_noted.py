"""Every address of the table that shows a dossier to anybody but its candidate leaves who, what and when."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.reauthentication import BACKEND
from audit.models import AccessEntry
from tests.access.table import GET, OF_THE_DECIDED
from tests.acts import TEXT

pytestmark = pytest.mark.django_db
SHOWN = TEXT.strip()[:40].encode()
# what shows a dossier otherwise than by its text: where it stands, its files, what was decided of it
OTHERWISE = {
    "dossier_timeline", "candidates:dossier_return", "candidates:completion_extend",
    "candidates:completion_cancel", "candidates:versions", "candidates:version_changes",
    "candidates:attachment_file", "candidates:receipt", "candidates:submission_document",
    "jury:examination", "jury:attachment", "jury:attachment_shown", "jury:dossier_document", "jury:changes",
    "jury:comparison", "jury:reading_close", "jury:deliberation_close", "jury:deliberation_room",
    "jury:minutes", "jury:minutes_sign", "jury:minutes_rectify", "jury:letter", "jury:letter_preview",
    "jury:appeal_attachment", "jury:appeal_handle",
}  # fmt: skip


def shows(name, answer):
    if answer.status_code != 200:
        return False
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SHOWN in body or name in OTHERWISE


def is_noted(seen):
    """The statement was run, whether or not this sitting had its row already."""
    return any(query["sql"].startswith('INSERT INTO "audit_accessentry"') for query in seen)


def test_each_address_that_shows_a_dossier_to_somebody_else_is_noted_and_no_refusal_is(world, client):
    shown, lacking, for_nothing = set(), [], []
    for persona in ("other", "chair", "juror", "manager", "administrator"):
        for name in GET:
            decided = persona == "chair" and name in OF_THE_DECIDED
            person = world["decided_chair"] if decided else world["people"][persona]
            client.force_login(person, backend=BACKEND)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(reverse(name, args=world["args"].get(name, [])))
            if shows(name, answer):
                shown.add(name)
                lacking += [] if is_noted(seen) else [(persona, name)]
            elif answer.status_code in (403, 404) and is_noted(seen):
                for_nothing.append((persona, name))

    assert shown >= OTHERWISE | {"candidates:version", "jury:dossier_whole", "jury:reading"}
    assert (lacking, for_nothing) == ([], [])


def test_the_admin_notes_whoever_looks_at_what_shows_a_dossier(world, client):
    administrator, noted = world["people"]["administrator"], {}
    client.force_login(administrator, backend=BACKEND)

    for label in ("candidates.Dossier", "candidates.Submission", "jury.Examination", "jury.Minutes"):
        model = apps.get_model(label)
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        # the list says nothing of what a dossier holds
        with CaptureQueriesContext(connection) as listed:
            client.get(reverse(f"{base}_changelist"))
        with CaptureQueriesContext(connection) as looked:
            answer = client.get(reverse(f"{base}_change", args=[model.objects.earliest("pk").pk]))
        noted[label] = (is_noted(listed), answer.status_code, is_noted(looked))

    assert set(noted.values()) == {(False, 200, True)}
    entries = AccessEntry.objects.filter(reader=administrator)
    assert set(entries.values_list("as_a", "what")) == {
        ("administrator", "page"), ("administrator", "version"), ("administrator", "decision"),
    }  # fmt: skip


def test_a_candidate_reading_their_own_dossier_is_never_noted(world, client):
    client.force_login(world["people"]["candidate"], backend=BACKEND)
    pages = [name for name, row in GET.items() if row.split()[0] == "200"]

    with CaptureQueriesContext(connection) as seen:
        for name in pages:
            client.get(reverse(name, args=world["args"].get(name, [])))

    assert len(pages) > 20
    assert not is_noted(seen)
