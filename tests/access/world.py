"""One of each thing that an address may name, and the people who ask for it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Role
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
from jury.services.appeals import ask_rectification, assign_appeal, file_appeal
from jury.services.pool import declare_unavailability
from jury.services.sessions import summon_members
from tests.access.table import GET
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
    appeal = assign_appeal(appeal, office, by=office, at=now)
    appeal = ask_rectification(appeal, note="À vérifier.", by=office, at=now)
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
        "candidates:erasure_hold": [candidate.pk],
        "candidates:erasure_hold_lift": [candidate.pk],
        "jury:jury_dissolve": [reading.pk],
        "accounts:person_access": [owner.pk],
        "accounts:person_act": [owner.pk, "sessions"],
        "accounts:copy_file": [1],
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
