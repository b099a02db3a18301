"""The tutor's margin: somebody reads the draft and remarks, competence by competence. Jurors never see it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import Role
from accounts.services import get_or_create_person, invite
from audit.services import record
from candidates.models import TutorComment, Tutoring
from candidates.services.writing import lock_writable
from notifications.services import notify
from rules.errors import DomainError

MOST = 3  # more voices in a margin than that help nobody
A_DAY = 10  # invitations from one dossier, those taken back included: each one sends a message
# whom an invitation would take off a jury or out of the office: they are tied once they accepted
DECIDING = {Role.JUROR, Role.MANAGER, Role.ADMINISTRATOR}


class TutorRefused(DomainError):
    """This person cannot tutor this dossier, or no longer does."""


@transaction.atomic
def invite_tutor(dossier, *, email, first_name, last_name, by, at):
    """Open the draft to a tutor until it is submitted; to somebody of a jury or of the office, once they
    accepted. They may no longer judge this candidate (D7)."""
    dossier = lock_writable(dossier)
    candidate = dossier.candidate
    email = email.strip().lower()
    if email == candidate.user.email:
        raise TutorRefused("Invitez une autre personne que vous-même.", field="email")
    if dossier.tutorings.under_way().count() >= MOST:
        raise TutorRefused(f"Un dossier a {MOST} tuteurs au plus : retirez-en un d’abord.", field="email")
    if dossier.tutorings.filter(invited_at__gt=at - timedelta(days=1)).count() >= A_DAY:
        raise TutorRefused(f"{A_DAY} invitations sont parties depuis hier : réessayez demain.", field="email")
    if dossier.tutorings.under_way().filter(tutor__email=email).exists():
        raise TutorRefused("Cette personne accompagne déjà ce dossier.", field="email")
    tutor = get_or_create_person(
        email=email,
        role=Role.TUTOR,
        organisation="",
        unit="",
        function="",
        first_name=first_name,
        last_name=last_name,
        by=by,
        at=at,
    )
    accepted_at = None if DECIDING.intersection(tutor.roles) else at
    tutoring = Tutoring.objects.create(dossier=dossier, tutor=tutor, invited_at=at, accepted_at=accepted_at)
    record("tutor.invited", actor=by, target=tutoring, about=[dossier, candidate], at=at)
    notify(
        tutor,
        key=f"tutoring:{tutoring.pk}:invited",
        subject="Un dossier à relire",
        body=(
            f"{candidate} vous invite à relire le brouillon de son dossier ({dossier.blocks_label}). "
            "Vous pouvez laisser une remarque par compétence, jusqu’au dépôt du dossier. "
            "Vous ne pourrez pas siéger dans le jury de cette personne."
        ),
        path=reverse("candidates:tutoring", args=[tutoring.pk]),
        at=at,
    )
    invite(tutor, by=by, at=at)
    return tutoring


@transaction.atomic
def accept_tutoring(tutoring, *, by, at):
    """Somebody of a jury or of the office agrees to read, and from then on neither judges this candidate nor
    handles their procedure."""
    dossier = lock_writable(tutoring.dossier)
    tutoring = Tutoring.objects.under_way().filter(pk=tutoring.pk).first()
    if tutoring is None:
        raise TutorRefused("Cette invitation a été retirée.")
    if tutoring.accepted_at is None:
        tutoring.accepted_at = at
        tutoring.save(update_fields=["accepted_at"])
        record("tutor.accepted", actor=by, target=tutoring, about=[dossier, dossier.candidate], at=at)
    return tutoring


@transaction.atomic
def end_tutoring(tutoring, *, by, at):
    """The candidate closes the draft to a tutor, or who was invited declines; what was remarked goes too."""
    dossier = lock_writable(tutoring.dossier)
    tutoring = Tutoring.objects.get(pk=tutoring.pk)
    if tutoring.ended_at is None:
        tutoring.ended_at = at
        tutoring.save(update_fields=["ended_at"])
        tutoring.comments.all().delete()
        record("tutor.ended", actor=by, target=tutoring, about=[dossier], at=at)
    return tutoring


@transaction.atomic
def comment(tutoring, competence, *, text, by, at):
    """One remark on one competence of the dossier. Raises TutorRefused once the draft is closed to them."""
    dossier = lock_writable(tutoring.dossier)
    if not Tutoring.objects.under_way().filter(pk=tutoring.pk).exists():
        raise TutorRefused("Ce dossier ne vous est plus ouvert : votre remarque n’est pas enregistrée.")
    written = TutorComment.objects.create(tutoring=tutoring, competence=competence, text=text, written_at=at)
    record("tutor.commented", actor=by, target=tutoring, about=[dossier], at=at)
    notify(
        dossier.candidate.user,
        key=f"tutoring:{tutoring.pk}:commented:{at:%Y%m%d}",
        subject="Des remarques sur votre brouillon",
        body=f"{tutoring.tutor} a laissé des remarques en marge de votre dossier {dossier.reference}.",
        path=reverse("candidates:dossier", args=[dossier.pk]),
        at=at,
    )
    return written


def close_margin(dossier, *, at):
    """The text leaves the candidate's hands: the margin is emptied and its readers leave. The caller holds
    the locks."""
    TutorComment.objects.filter(tutoring__dossier=dossier).delete()
    dossier.tutorings.under_way().update(ended_at=at)
