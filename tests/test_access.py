"""Every address × every role × own or foreign object, in one table. An address missing from it fails.

Columns: the candidate whose procedure it is, another candidate, the jury's chair, a juror of another jury,
a manager, a manager who is this candidate, an administrator. A visitor is always sent to sign in, save on
the public pages. 404 hides what one may not know of; 403 tells a role that it has no part in this.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Role, User
from candidates.models import SubmissionDocument
from candidates.services.attendance_import import try_import
from candidates.services.files import file_received
from candidates.services.passport import attach_proof
from candidates.services.tutoring import invite_tutor
from certificates.searching import read_search
from certificates.services import issue_certificate
from certificates.services.batches import start_batch
from certificates.services.exporting import ask_export, make_export
from certificates.services.revoking import ask_revocation
from jury.models import Grounds, ResultLetter
from jury.services.appeals import file_appeal
from jury.services.pool import declare_unavailability
from jury.services.sessions import summon_members
from tests.acts import (
    assign,
    make_jury,
    make_session,
    submit,
    validated_on_reading,
    with_annexe,
    write_dossier,
)
from tests.candidates.attendance_lists import csv_of
from tests.factories import UserFactory, eligible_candidate, juror, manager, published_version
from tests.files import a_picture
from tests.returns import cancel, completed, rewrite, send_back

pytestmark = pytest.mark.django_db

PERSONAS = ["candidate", "other", "chair", "juror", "manager", "both", "administrator"]

#  address                              own  other chair juror mgr  both admin
GET = {
    "course":                          "200  200   404   404   404  200  404",
    "dashboard":                       "403  403   403   403   200  200  403",
    "administration":                  "403  403   403   403   403  403  200",
    "dossier_timeline":                "403  403   403   403   200  404  403",
    "notifications:list":              "200  200   200   200   200  200  200",
    "notifications:read":              "405  405   405   405   405  405  405",
    "candidates:dossiers":             "200  200   200   200   200  200  200",
    "candidates:dossier_start":        "200  404   404   404   404  200  404",
    "candidates:dossier":              "200  404   404   404   404  200  404",
    "candidates:dossier_read":         "200  404   404   404   404  200  404",
    "candidates:receipt":              "200  404   404   404   200  200  404",
    "candidates:submission_document":  "200  404   404   404   200  200  404",
    "candidates:situation_new":        "200  404   404   404   404  200  404",
    "candidates:situation":            "200  404   404   404   404  200  404",
    "candidates:situation_remove":     "200  404   404   404   404  200  404",
    "candidates:tutor_invite":         "200  404   404   404   404  200  404",
    "candidates:tutoring_end":         "405  405   405   405   405  405  405",
    "candidates:tutorings":            "403  403   403   403   403  403  403",
    "candidates:tutoring":             "404  404   404   404   404  404  404",
    "candidates:map":                  "200  404   404   404   404  200  404",
    "candidates:writing_token":        "200  404   404   404   404  200  404",
    "candidates:field_save":           "405  405   405   405   405  405  405",
    "candidates:passage_link":         "405  405   405   405   405  405  405",
    "candidates:passage_unlink":       "405  405   405   405   405  405  405",
    "candidates:attachments":          "200  404   404   404   404  200  404",
    "candidates:attachment":           "200  404   404   404   404  200  404",
    "candidates:attachment_remove":    "200  404   404   404   404  200  404",
    "candidates:attachment_file":      "200  404   404   404   200  200  404",
    "candidates:dossier_submit":       "200  404   404   404   404  200  404",
    "candidates:dossier_withdraw":     "200  404   404   404   404  200  404",
    "candidates:dossier_complete":     "200  404   404   404   403  200  404",
    "candidates:dossier_mentions":     "200  404   404   404   404  200  404",
    "candidates:versions":             "200  404   404   404   200  200  404",
    "candidates:version":              "200  404   404   404   200  200  404",
    "candidates:version_changes":      "200  404   404   404   200  200  404",
    "candidates:version_unsent":       "200  404   404   404   403  200  404",
    "candidates:dossier_return":       "403  403   403   403   200  404  403",
    "candidates:completion_extend":    "403  403   403   403   200  404  403",
    "candidates:completion_cancel":    "403  403   403   403   200  404  403",
    "candidates:candidates":           "403  403   403   403   200  200  403",
    "candidates:candidate_register":   "403  403   403   403   200  200  403",
    "candidates:candidate":            "403  403   403   403   200  404  403",
    "candidates:candidate_correct":    "403  403   403   403   200  404  403",
    "candidates:candidate_invite":     "403  403   403   403   302  404  403",
    "candidates:attendance_record":    "403  403   403   403   200  404  403",
    "candidates:queue":                "403  403   403   403   200  200  403",
    "candidates:modules":              "200  404   404   404   404  200  404",
    "candidates:module_declare":       "200  404   404   404   404  200  404",
    "candidates:module_proof":         "200  404   404   404   200  200  404",
    "candidates:feasibility_record":   "403  403   403   403   200  404  403",
    "candidates:declarations":         "403  403   403   403   200  200  403",
    "candidates:declaration_decide":   "403  403   403   403   200  404  403",
    "candidates:import_try":           "403  403   403   403   200  200  403",
    "candidates:import_model":         "403  403   403   403   200  200  403",
    "candidates:import_report":        "403  403   403   403   200  404  403",
    "certificates:mine":               "200  200   200   200   200  200  200",
    "certificates:document":           "200  404   404   404   200  200  404",
    "certificates:one_document":       "200  404   404   404   200  200  404",
    "certificates:badge":              "200  404   404   404   404  200  404",
    "certificates:to_issue":           "403  403   403   403   200  200  403",
    "certificates:preview":            "403  403   403   403   200  404  403",
    "certificates:preview_document":   "403  403   403   403   200  404  403",
    "certificates:batch":              "403  403   403   403   200  200  403",
    "certificates:batch_pause":        "405  405   405   405   405  405  405",
    "certificates:batch_resume":       "405  405   405   405   405  405  405",
    "certificates:search_keep":        "403  403   403   403   200  200  403",
    "certificates:search_forget":      "405  405   405   405   405  405  405",
    "certificates:export_ask":         "405  405   405   405   405  405  405",
    "certificates:export":             "403  403   403   403   200  404  403",
    "certificates:export_file":        "403  403   403   403   200  404  403",
    "certificates:holder":             "403  403   403   403   200  404  403",
    "certificates:rectify":            "403  403   403   403   200  404  403",
    "certificates:duplicate":          "403  403   403   403   200  404  403",
    "certificates:revocation_ask":     "403  403   403   403   200  404  403",
    "certificates:revocations":        "403  403   403   403   200  200  403",
    "certificates:revocation_decide":  "403  403   403   403   200  404  403",
    "certificates:equivalences":       "403  403   403   403   200  200  200",
    "certificates:candidate_move":     "403  403   403   403   200  404  404",
    "certificates:register":           "403  403   403   403   200  200  403",
    "certificates:certificate":        "403  403   403   403   200  404  403",
    "jury:examinations":               "403  403   200   200   403  403  403",
    "jury:examination":                "404  404   200   404   404  404  404",
    "jury:attachment":                 "404  404   200   404   404  404  404",
    "jury:attachment_shown":           "404  404   200   404   404  404  404",
    "jury:room_token":                 "404  404   200   404   404  404  404",
    "jury:dossier_whole":              "404  404   200   404   404  404  404",
    "jury:dossier_document":           "404  404   200   404   404  404  404",
    "jury:changes":                    "404  404   200   404   404  404  404",
    "jury:reading":                    "404  404   200   404   404  404  404",
    "jury:reading_send":               "404  404   200   404   404  404  404",
    "jury:reading_field":              "405  405   405   405   405  405  405",
    "jury:reading_change":             "404  404   404   404   404  404  404",
    "jury:comparison":                 "404  404   200   404   404  404  404",
    "jury:reading_close":              "404  404   200   404   404  404  404",
    "jury:reading_close_field":        "405  405   405   405   405  405  405",
    "jury:interview_summon":           "404  404   200   404   200  404  404",
    "jury:interview_postpone":         "404  404   200   404   200  404  404",
    "jury:interview_record":           "404  404   200   404   404  404  404",
    "jury:deliberation":               "404  404   302   404   404  404  404",
    "jury:deliberation_send":          "404  404   200   404   404  404  404",
    "jury:deliberation_field":         "405  405   405   405   405  405  405",
    "jury:deliberation_change":        "404  404   404   404   404  404  404",
    "jury:deliberation_room":          "404  404   200   404   404  404  404",
    "jury:deliberation_close":         "404  404   200   404   404  404  404",
    "jury:slots_propose":              "404  404   200   404   200  404  404",
    "jury:slot_withdraw":              "405  405   405   405   405  405  405",
    "jury:interviews":                 "403  403   200   200   403  403  403",
    "jury:interview_room":             "404  404   302   404   404  404  404",
    "jury:interview_end":              "405  405   405   405   405  405  405",
    "jury:slots":                      "200  404   404   404   404  200  404",
    "jury:slots_decline":              "200  404   404   404   404  200  404",
    "jury:interview_calendar":         "404  404   404   404   404  404  404",
    "jury:interview_notice":           "404  404   404   404   404  404  404",
    "candidates:accommodations":       "403  403   403   403   200  404  403",
    "candidates:accommodation_end":    "405  405   405   405   405  405  405",
    "jury:deliberation_close_field":   "405  405   405   405   405  405  405",
    "jury:minutes":                    "404  404   200   404   200  404  404",
    "jury:minutes_sign":               "404  404   200   404   200  404  404",
    "jury:minutes_rectify":            "404  404   200   404   200  404  404",
    "jury:rectification_decline":      "404  404   200   404   404  404  404",
    "jury:result":                     "200  404   404   404   404  200  404",
    "jury:appeal_file":                "200  404   404   404   404  200  404",
    "jury:letter":                     "200  404   404   404   200  200  404",
    "jury:appeal":                     "200  404   404   404   404  200  404",
    "jury:appeal_attachment":          "200  404   404   404   200  200  404",
    "jury:results_to_publish":         "403  403   403   403   200  200  403",
    "jury:publish":                    "403  403   403   403   200  200  403",
    "jury:unpublish":                  "403  403   403   403   200  200  403",
    "jury:letter_preview":             "403  403   403   403   200  404  403",
    "jury:appeals":                    "403  403   403   403   200  200  403",
    "jury:appeal_handle":              "403  403   403   403   200  404  403",
    "jury:calibration":                "403  403   403   403   200  200  403",
    "jury:juries":                     "403  403   403   403   200  200  403",
    "jury:jury_constitute":            "403  403   403   403   200  200  403",
    "jury:jurors":                     "403  403   403   403   200  200  403",
    "jury:juror_invite":               "403  403   403   403   200  200  403",
    "jury:juror":                      "403  403   403   403   200  200  403",
    "jury:juror_unavailable":          "405  405   405   405   405  405  405",
    "jury:sessions":                   "403  403   403   403   200  200  403",
    "jury:session_create":             "403  403   403   403   200  200  403",
    "jury:session":                    "403  403   403   403   200  200  403",
    "jury:panel":                      "403  403   403   403   200  404  403",
    "jury:member_remove":              "403  403   403   403   200  404  403",
    "jury:member_replace":             "403  403   403   403   200  404  403",
    "jury:chair_name":                 "403  403   403   403   200  404  403",
    "jury:declaration":                "404  404   200   404   404  404  404",
    "jury:availability":               "403  403   200   200   403  403  403",
    "jury:unavailability_withdraw":    "405  405   405   405   405  405  405",
    "jury:convocation_answer":         "404  404   200   404   404  404  404",
    "jury:convocation":                "404  404   302   404   302  302  404",
    "jury:dossier_assign":             "403  403   403   403   200  404  403",
    "jury:jury_dissolve":              "403  403   403   403   200  404  403",
    "accounts:person_access":          "403  403   403   403   403  403  200",
    "accounts:person_act":             "405  405   405   405   405  405  405",
    "accounts:organisations_merge":    "403  403   403   403   403  403  200",
}  # fmt: skip

# the chair asks for these as a member of the jury that decided
OF_THE_DECIDED = {"jury:minutes", "jury:minutes_sign", "jury:minutes_rectify", "jury:rectification_decline"}
# what anybody may open, and what signing in itself needs; `home` only sends each one where they work
PUBLIC = {
    "home", "livez", "readyz", "metrics", "certificates:verify", "certificates:verify_code",
    "certificates:verify_json", "certificates:verify_file", "certificates:did", "certificates:achievement",
    "certificates:status_list", "certificates:robots",
    "accounts:invitation_accept", "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "demo_sign_in", "mfa_authenticate", "mfa_login_webauthn",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled",
}  # fmt: skip
# one's own account, whatever the role
OWN_ACCOUNT = {
    "account_change_password", "account_set_password", "account_reauthenticate",
    "accounts:account", "accounts:sessions", "accounts:session_end", "accounts:sessions_end_others",
    "accounts:session_alive", "accounts:reauthenticate_sign_on",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
}  # fmt: skip


def every_address():
    """« app:name » of every pattern of ours; the admin has its own test."""

    def walk(patterns, namespace=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inside = pattern.namespace or ""
                if inside != "admin":
                    yield from walk(pattern.url_patterns, f"{inside}:" if inside else namespace)
            else:
                yield f"{namespace}{pattern.name}"

    return set(walk(get_resolver().url_patterns))


def test_no_address_is_missing_from_the_table():
    assert every_address() == {*GET, *PUBLIC, *OWN_ACCOUNT}


def addresses_of_the_pool(reading, chair):
    """A session to which the chair is called, the jury of one dossier, days on which the chair is away."""
    now = timezone.now()
    session = make_session(reading.jury, name="Session à convoquer")
    convocation = summon_members(session, [chair], by=manager(), at=now)[0]
    day = timezone.localdate(now)
    away = declare_unavailability(chair, starts_on=day, ends_on=day, reason="", by=chair, at=now)
    seat = reading.seats.get(is_chair=False).pk
    return {
        "jury:juror": [chair.pk],
        "jury:juror_unavailable": [chair.pk],
        "jury:sessions": [],
        "jury:session_create": [],
        "jury:session": [session.pk],
        "jury:availability": [],
        "jury:unavailability_withdraw": [away.pk],
        "jury:convocation_answer": [convocation.pk],
        "jury:convocation": [convocation.pk],
        "jury:member_remove": [reading.pk, seat],
        "jury:member_replace": [reading.pk, seat],
    }


@pytest.fixture(scope="module")
def built(for_the_file):
    return for_the_file(build_world)


@pytest.fixture
def world(built, settings):
    found, settings.MEDIA_ROOT = built
    return found


def build_world(files):
    """A candidate with a CCP issued, a second dossier before its jury, a third submitted, a fourth
    being written, a fifth to complete."""
    version = published_version(blocks=(1, 1, 1, 1, 1, 1))
    first, second, third, fourth, fifth, sixth = version.blocks.all()
    jury = make_jury(version, name="Jury du dossier lu")
    chair = jury.members.get(is_chair=True).user
    owner = UserFactory(roles=[Role.CANDIDATE])

    def build(candidate):
        decided = validated_on_reading(candidate, [first])
        certificate = candidate.certificates.get()
        certificate = issue_certificate(
            certificate, issued_on=timezone.localdate(), at=timezone.now(), by=manager()
        )
        certificate.documents.filter(file="").update(file="certificates/x.pdf", file_sha256="0" * 64)
        minutes = decided.minutes.get()
        type(minutes).objects.filter(pk=minutes.pk).update(
            file="minutes/x.pdf", file_sha256="0" * 64, sealed_at=timezone.now()
        )
        ResultLetter.objects.filter(minutes=minutes).update(file="minutes/x.pdf", file_sha256="0" * 64)
        reading = assign(submit(with_annexe(write_dossier(candidate, [second]))), jury)
        # cancelled once with a text begun, then completed: two versions and one text that was not submitted
        unsent = send_back(submit(with_annexe(write_dossier(candidate, [third]))))
        rewrite(unsent, "Un début.")
        submitted = completed(cancel(unsent))
        draft = with_annexe(write_dossier(candidate, [fourth]))
        return decided, certificate, minutes, reading, submitted, draft

    candidate = eligible_candidate(version=version, user=owner)
    decided, certificate, minutes, reading, submitted, draft = build(candidate)
    # the chair of the reading also sat on what is decided, so that minutes have a member to open them
    decided_chair = decided.seats.get(is_chair=True).juror
    (files / "certificates").mkdir(parents=True)
    (files / "certificates" / "x.pdf").write_bytes(b"%PDF-1.7")
    (files / "minutes").mkdir()
    (files / "minutes" / "x.pdf").write_bytes(b"%PDF-1.7")
    (files / "submissions").mkdir()
    (files / "submissions" / "x.pdf").write_bytes(b"%PDF-1.7")
    SubmissionDocument.objects.update(file="submissions/x.pdf", file_sha256="0" * 64)
    returned = send_back(submit(write_dossier(candidate, [fifth])))
    situation = draft.situations.get()
    invite_tutor(
        draft, email="tutrice@caisse.example", first_name="Ada", last_name="L", by=owner, at=timezone.now()
    )
    proved = candidate.attendances.last()
    with file_received(
        SimpleUploadedFile("attestation.png", a_picture()), by=owner, at=timezone.now()
    ) as proof:
        attach_proof(proved, proof, by=owner, at=timezone.now())
    module = version.modules.first()
    validated_on_reading(candidate, [sixth])
    waiting = candidate.certificates.to_issue().get()
    office, now = manager(), timezone.now()
    asked = ask_revocation(certificate, ground="fraud", reason="Faux.", by=office, at=now)
    batch = start_batch(candidate.certificates.to_issue(), issued_on=timezone.localdate(), by=office, at=now)
    export = ask_export(read_search({}), "csv", by=office, at=now)
    make_export(export.pk, at=now)
    appeal = file_appeal(
        decided,
        grounds=Grounds.OTHER,
        text="Un exposé.",
        uploads=[SimpleUploadedFile("piece.png", a_picture())],
        by=owner,
        at=timezone.now(),
    )
    session = make_session(make_jury(version, name="Jury de la session"))
    session.published_at, session.published_by = timezone.now(), manager()
    session.save()
    args = {
        "dossier_timeline": [submitted.pk],
        "candidates:dossier_start": [candidate.pk],
        "candidates:dossier": [draft.pk],
        "candidates:dossier_read": [draft.pk],
        "candidates:receipt": [submitted.pk, 1],
        "candidates:submission_document": [submitted.pk, 1, "dossier"],
        "candidates:situation_new": [draft.pk],
        "candidates:map": [draft.pk],
        "candidates:tutor_invite": [draft.pk],
        "candidates:tutoring_end": [draft.pk, draft.tutorings.get().pk],
        "candidates:tutoring": [draft.tutorings.get().pk],
        "candidates:writing_token": [draft.pk],
        "candidates:field_save": [draft.pk, situation.key, "title"],
        "candidates:passage_link": [draft.pk, situation.key],
        "candidates:passage_unlink": [draft.pk, 1],
        "candidates:situation": [draft.pk, situation.pk],
        "candidates:situation_remove": [draft.pk, situation.pk],
        "candidates:attachments": [draft.pk],
        "candidates:attachment": [draft.pk, draft.attachments.get().pk],
        "candidates:attachment_remove": [draft.pk, draft.attachments.get().pk],
        "candidates:attachment_file": [submitted.pk, submitted.attachments.get().file_id],
        "jury:attachment": [reading.pk, reading.dossier.attachments.get().file_id],
        "jury:attachment_shown": [reading.pk, reading.dossier.attachments.get().file_id],
        "jury:reading_field": [reading.pk, second.competences.get().pk, "comment"],
        "jury:reading_change": [reading.pk, second.competences.get().pk],
        "jury:reading_close_field": [reading.pk, "remarks"],
        "jury:deliberation_field": [reading.pk, second.competences.get().pk, "comment"],
        "jury:deliberation_change": [reading.pk, second.competences.get().pk],
        "jury:deliberation_close_field": [reading.pk, "remarks"],
        "candidates:dossier_submit": [draft.pk],
        "candidates:dossier_withdraw": [draft.pk],
        "candidates:dossier_complete": [returned.pk],
        "candidates:dossier_mentions": [draft.pk],
        "candidates:versions": [submitted.pk],
        "candidates:version": [submitted.pk, 1],
        "candidates:version_changes": [submitted.pk, 2],
        "candidates:version_unsent": [submitted.pk, submitted.completion_requests.first().pk],
        "candidates:dossier_return": [submitted.pk],
        "candidates:completion_extend": [returned.pk],
        "candidates:completion_cancel": [returned.pk],
        "candidates:candidate": [candidate.pk],
        "candidates:candidate_correct": [candidate.pk],
        "candidates:candidate_invite": [candidate.pk],
        "candidates:attendance_record": [candidate.pk, module.pk],
        "candidates:modules": [candidate.pk],
        "candidates:module_declare": [candidate.pk, module.pk],
        "candidates:module_proof": [proved.pk],
        "candidates:feasibility_record": [candidate.pk],
        "candidates:declaration_decide": [candidate.attendances.first().pk],
        "candidates:import_report": [
            try_import(
                csv_of([[owner.email, module.code, "17/03/2026", "18/03/2026", "", "", "oui"]]),
                name="liste.csv",
                by=manager(),
                at=timezone.now(),
            ).pk
        ],
        "certificates:document": [certificate.pk],
        "certificates:one_document": [certificate.pk, certificate.documents.last().pk],
        "certificates:badge": [certificate.pk],
        "certificates:certificate": [certificate.pk],
        "certificates:rectify": [certificate.pk],
        "certificates:duplicate": [certificate.pk],
        "certificates:revocation_ask": [certificate.pk],
        "certificates:revocation_decide": [asked.pk],
        "certificates:preview": [waiting.pk],
        "certificates:preview_document": [waiting.pk],
        "certificates:batch": [batch.pk],
        "certificates:batch_pause": [batch.pk],
        "certificates:batch_resume": [batch.pk],
        "certificates:search_forget": [1],
        "certificates:export": [export.pk],
        "certificates:export_file": [export.pk],
        "certificates:holder": [owner.pk],
        "certificates:candidate_move": [candidate.pk],
        "jury:reading": [reading.pk, second.competences.get().pk],
        "jury:minutes": [minutes.pk],
        "jury:minutes_sign": [minutes.pk],
        "jury:minutes_rectify": [minutes.pk],
        "jury:rectification_decline": [appeal.pk],
        "jury:appeal_file": [decided.pk],
        "jury:letter": [minutes.letter.pk],
        "jury:appeal": [appeal.pk],
        "jury:appeal_attachment": [appeal.pk, appeal.files.get().file_id],
        "jury:results_to_publish": [],
        "jury:publish": [session.pk],
        "jury:unpublish": [session.pk],
        "jury:letter_preview": [decided.pk],
        "jury:appeals": [],
        "jury:appeal_handle": [appeal.pk],
        "jury:calibration": [],
        "jury:result": [decided.pk],
        "jury:dossier_assign": [submitted.pk],
        "jury:slot_withdraw": [reading.pk, 1],
        "candidates:accommodations": [candidate.pk],
        "candidates:accommodation_end": [candidate.pk, 1],
        "jury:jury_dissolve": [reading.pk],
        "accounts:person_access": [owner.pk],
        "accounts:person_act": [owner.pk, "sessions"],
        "accounts:session_end": [1],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
    }
    args |= addresses_of_the_pool(reading, chair)
    for name in GET:
        if name.startswith("jury:") and name not in args and not name.removeprefix("jury:").startswith("jur"):
            args[name] = [] if name in ("jury:examinations", "jury:interviews") else [reading.pk]
    people = {
        "candidate": owner,
        "other": eligible_candidate(version=version).user,
        "chair": chair,
        "juror": juror(),
        "manager": office,
        "both": owner,
        "administrator": UserFactory(roles=[Role.ADMINISTRATOR]),
    }
    return {"args": args, "people": people, "decided_chair": decided_chair, "code": certificate.code}


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_meets_what_the_table_says_on_every_address(world, client, persona):
    person = world["people"][persona]
    if persona == "both":
        User.objects.filter(pk=person.pk).update(roles=[Role.CANDIDATE, Role.MANAGER])
    column, met = PERSONAS.index(persona), {}

    for name in GET:
        asks_minutes = persona == "chair" and name in OF_THE_DECIDED
        client.force_login(
            world["decided_chair"] if asks_minutes else person,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        met[name] = client.get(reverse(name, args=world["args"].get(name, []))).status_code

    assert met == {name: int(row.split()[column]) for name, row in GET.items()}


def test_a_visitor_is_sent_to_sign_in_on_every_address_that_is_not_public(world, client):
    met = {}

    for name in [*GET, *OWN_ACCOUNT]:
        answer = client.get(reverse(name, args=world["args"].get(name, [])))
        met[name] = (answer.status_code, answer.get("Location", "").split("?")[0])

    assert set(met.values()) == {(302, reverse("account_login"))}


def test_what_is_public_opens_without_an_account(world, client):
    invited = UserFactory(roles=[Role.CANDIDATE])
    invited.set_unusable_password()
    invited.save()
    pages = {
        reverse("certificates:verify"): 200,
        reverse("certificates:verify_code", args=[world["code"]]): 200,
        reverse("certificates:verify_code", args=["0" * 26]): 404,
        invited.invitation_path(): 200,
        reverse("livez"): 200,
        reverse("readyz"): 200,
        reverse("account_login"): 200,
        reverse("account_signup"): 200,
        reverse("account_reset_password"): 200,
    }

    assert {path: client.get(path).status_code for path in pages} == pages


def test_one_click_sign_in_exists_in_the_demonstration_only(client, settings):
    person = UserFactory(email="quelqu-un@demo.example", roles=[Role.MANAGER])

    settings.DEMO = False
    refused = client.post(reverse("demo_sign_in"), {"person": person.pk})
    settings.DEMO = True
    stranger = client.post(reverse("demo_sign_in"), {"person": manager().pk})
    let_in = client.post(reverse("demo_sign_in"), {"person": person.pk})

    assert (refused.status_code, stranger.status_code, let_in.status_code) == (404, 404, 302)


# what only managers may post to, and nobody may open
AT_THE_OFFICE = [
    f"certificates:{name}" for name in ("batch_pause", "batch_resume", "search_forget", "export_ask")
]
POSTED = [name for name, row in GET.items() if "405" not in row]


@pytest.mark.parametrize("persona", ["other", "juror", "manager"])
def test_what_one_may_not_open_one_may_not_post_to_either(world, client, persona):
    client.force_login(
        world["people"][persona], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    column = PERSONAS.index(persona)
    closed = [name for name in POSTED if GET[name].split()[column] in ("403", "404")]
    closed += ["candidates:field_save", "candidates:passage_link", "candidates:passage_unlink"]
    closed += ["candidates:tutoring_end"]
    closed += [] if persona == "manager" else AT_THE_OFFICE

    met = {
        client.post(reverse(name, args=world["args"].get(name, [])), {"reason": "x"}).status_code
        for name in closed
    }

    assert len(closed) > 20
    assert met <= {403, 404}


def test_the_admin_lets_an_administrator_look_and_change_nothing_that_was_decided(world, client):
    from django.contrib import admin

    client.force_login(
        world["people"]["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    met = {}
    for model in admin.site._registry:
        meta = model._meta
        if meta.app_label in ("account", "accounts"):
            continue
        base = f"admin:{meta.app_label}_{meta.model_name}"
        row = model.objects.first()
        met[meta.label] = (
            client.get(reverse(f"{base}_changelist")).status_code,
            client.get(reverse(f"{base}_add")).status_code,
            client.post(reverse(f"{base}_change", args=[row.pk]), {"state": "x"}).status_code if row else 403,
            client.post(reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}).status_code
            if row
            else 403,
        )

    assert len(met) >= 10
    assert set(met.values()) == {(200, 403, 403, 403)}


@pytest.mark.parametrize("persona", ["candidate", "chair", "manager"])
def test_the_admin_is_closed_to_every_other_role(world, client, persona):
    client.force_login(
        world["people"][persona], backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    answer = client.get(reverse("admin:index"))

    assert (answer.status_code, client.get(reverse("admin:login")).status_code) in {
        (302, 200),
        (302, 302),
        (302, 403),
    }
