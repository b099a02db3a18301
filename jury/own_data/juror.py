"""For a juror: their profile, seats, own votes and notes, calls, declarations and signatures; nothing that
another member wrote, and nothing of a dossier closed to them."""

from django.db.models import Exists, OuterRef, Prefetch

from accounts.portability import Kind, OwnFile, hold
from jury.models import (
    Convocation,
    Declaration,
    Examination,
    JurorProfile,
    JuryMember,
    MinutesSignature,
    Seat,
    Unavailability,
    Vote,
)


def _profile(profile):
    return {
        "college": profile.get_college_display(),
        "certifications": [certification.code for certification in profile.certifications.all()],
        "created_at": profile.created_at,
    }


def _membership(member):
    return {"jury": member.jury.name, "is_chair": member.is_chair, "since": member.jury.constituted_at}


def _seats(user):
    """One's own, in the examinations that open to this person today."""
    votes = Vote.objects.select_related("competence__block").prefetch_related("changes")
    return (
        Seat.objects.sitting()
        .filter(juror=user, examination__in=Examination.objects.visible_to(user))
        .select_related("examination__dossier", "examination__jury")
        .prefetch_related(Prefetch("votes", votes))
        .order_by("pk")
    )


def _seat(seat):
    return {
        "dossier": seat.examination.dossier.reference,
        "jury": seat.examination.jury.name,
        "is_chair": seat.is_chair,
        "opened_at": seat.examination.opened_at,
        "reading_votes_sent_at": seat.read_at,
        "interview_votes_sent_at": seat.heard_at,
        "votes": [_vote(vote) for vote in seat.votes.all()],
    }


def _vote(vote):
    return {
        "block": vote.competence.block.label,
        "competence": vote.competence.code,
        "stage": vote.get_stage_display(),
        "is_acquired": vote.is_acquired,
        "comment": vote.comment,
        "question": vote.question,
        "note": vote.note,
        "changes": [
            {
                "at": change.at,
                "why": change.why,
                "was_acquired": change.was_acquired,
                "old_comment": change.old_comment,
                "old_question": change.old_question,
                "is_acquired": change.is_acquired,
                "comment": change.comment,
                "question": change.question,
            }
            for change in vote.changes.all()
        ],
    }


def _declarations(user):
    open_ones = Examination.objects.visible_to(user).filter(pk=OuterRef("examination"))
    rows = Declaration.objects.filter(juror=user).select_related("examination__dossier")
    return rows.annotate(is_open=Exists(open_ones)).order_by("pk")


def _declaration(declaration):
    """One's own words stay one's own; of a dossier closed since, they say no more than that."""
    return {
        "dossier": declaration.examination.dossier.reference if declaration.is_open else None,
        "declared_at": declaration.declared_at,
        "has_link": declaration.has_link,
        "kind": declaration.get_kind_display(),
        "text": declaration.text,
    }


def _call(call):
    return {
        "session": call.session.name,
        "starts_on": call.session.starts_on,
        "ends_on": call.session.ends_on,
        "sent_at": call.sent_at,
        "answer": call.get_answer_display(),
        "answered_at": call.answered_at,
        "answer_reason": call.answer_reason,
    }


def _call_files(call):
    if call.file:
        yield OwnFile("sessions", call.file_name, call.file, call.file_sha256)


def _signatures(user):
    own = Examination.objects.visible_to(user)
    rows = MinutesSignature.objects.filter(signer=user, minutes__examination__in=own)
    return rows.select_related("minutes").order_by("pk")


def _signature(signature):
    return {
        "minutes": signature.minutes.reference,
        "signed_at": signature.signed_at,
        "sha256": signature.sha256,
        "method": signature.get_method_display(),
        "reserve": signature.reserve,
    }


hold(
    Kind(
        "profil-de-jury",
        "Votre profil de membre de jury",
        "Votre collège et les certifications que vous pouvez juger.",
        ["jury.JurorProfile.user"],
        rows=lambda user: JurorProfile.objects.filter(user=user).prefetch_related("certifications"),
        say=_profile,
    ),
    Kind(
        "disponibilites",
        "Vos indisponibilités",
        "Les jours où vous ne pouvez pas siéger, et la raison si elle a été dite.",
        ["jury.Unavailability.juror"],
        rows=lambda user: Unavailability.objects.filter(juror=user).order_by("pk"),
        say=lambda away: {
            "starts_on": away.starts_on,
            "ends_on": away.ends_on,
            "reason": away.reason,
            "declared_at": away.declared_at,
        },
    ),
    Kind(
        "jurys",
        "Les jurys dont vous êtes membre",
        "Le nom du jury, et si vous le présidez.",
        ["jury.JuryMember.user"],
        rows=lambda user: JuryMember.objects.filter(user=user).select_related("jury").order_by("pk"),
        say=_membership,
    ),
    Kind(
        "sieges",
        "Vos sièges et vos avis",
        "Les dossiers sur lesquels vous siégez, vos avis et vos notes personnelles ; jamais ceux des autres.",
        ["jury.Seat.juror"],
        rows=_seats,
        say=_seat,
    ),
    Kind(
        "declarations",
        "Vos déclarations de lien",
        "Ce que vous avez déclaré avant qu’un dossier vous soit ouvert.",
        ["jury.Declaration.juror"],
        rows=_declarations,
        say=_declaration,
    ),
    Kind(
        "sessions-de-jury",
        "Vos convocations à une session",
        "Les sessions auxquelles vous êtes appelé(e), votre réponse, et le document pour votre employeur.",
        ["jury.Convocation.juror"],
        rows=lambda user: (
            Convocation.objects.standing().filter(juror=user).select_related("session").order_by("pk")
        ),
        say=_call,
        files=_call_files,
    ),
    Kind(
        "signatures",
        "Vos signatures de procès-verbaux",
        "Ce que vous avez signé, quand et comment, avec vos réserves.",
        ["jury.MinutesSignature.signer"],
        rows=_signatures,
        say=_signature,
    ),
)
