"""A candidate's passport of modules: what they declare, what the office confirms or refuses."""

from contextlib import nullcontext

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services import organisation_named
from audit.services import record
from candidates.models import Candidate, ModuleAttendance
from candidates.services.files import file_received
from notifications.services import notify
from rules.errors import DomainError
from rules.french import period, quoted


class ModuleRefused(DomainError):
    """Dates of a module that contradict each other or the calendar."""


class DeclarationRefused(DomainError):
    """A declaration that cannot be made, or cannot be decided any more."""


def refusals_of_dates(*, started_on, ended_on, is_followed, today):
    """All that refuses these dates: a module ends after it starts, and is followed once it has ended."""
    found = []
    if ended_on < started_on:
        found.append(ModuleRefused("Le module ne peut pas finir avant d’avoir commencé.", field="ended_on"))
    if is_followed and ended_on > today:
        found.append(
            ModuleRefused(
                "Un module qui n’est pas terminé ne peut pas être « suivi » : laissez-le planifié.",
                field="is_followed",
            )
        )
    return found


def check_dates(*, started_on, ended_on, is_followed, today):
    """Raises the first reason to refuse these dates."""
    for refusal in refusals_of_dates(
        started_on=started_on, ended_on=ended_on, is_followed=is_followed, today=today
    ):
        raise refusal


def mark(attendance, *, is_followed, by, at):
    """The office's word on a module, on the row only: recording it as followed confirms it, and a plan
    leaves a declaration to its own decision."""
    if is_followed:
        attendance.confirmed_at, attendance.confirmed_by = at, by
        attendance.refused_at, attendance.refusal_reason = None, ""
    elif attendance.is_followed:
        attendance.confirmed_at = attendance.confirmed_by = attendance.declared_at = None
    elif attendance.is_refused:
        attendance.refused_at, attendance.refusal_reason = None, ""
    attendance.is_followed = is_followed


def declare_attendance(
    candidate, module, *, started_on, ended_on, training_body, trainer_email, by, at, proof=None
):
    """The candidate says they followed a module, with the file that proves it if they have one. It counts
    once the office has confirmed it (A11), and may be declared again until then: another proof replaces the
    first."""
    received = file_received(proof, by=by, at=at) if proof else nullcontext()
    with received as file, transaction.atomic():
        candidate = (
            Candidate.objects.select_for_update(of=("self",)).select_related("user").get(pk=candidate.pk)
        )
        attendance = candidate.attendances.of_module(module)
        attendance = attendance or ModuleAttendance(candidate=candidate, module=module)
        if attendance.is_followed:
            raise DeclarationRefused(
                "Ce module est déjà confirmé : il ne se déclare plus. Si ses dates sont fausses, écrivez aux "
                "gestionnaires."
            )
        if ended_on >= started_on and ended_on > timezone.localdate(at):
            raise ModuleRefused(
                "Ce jour n’est pas encore passé : déclarez le module une fois qu’il est terminé.",
                field="ended_on",
            )
        check_dates(started_on=started_on, ended_on=ended_on, is_followed=True, today=timezone.localdate(at))
        if trainer_email.strip().lower() == candidate.user.email:
            raise ModuleRefused(
                "Écrivez l’adresse de la personne qui a formé, pas la vôtre.", field="trainer_email"
            )
        attendance.started_on, attendance.ended_on = started_on, ended_on
        attendance.training_body = organisation_named(training_body)
        attendance.trainer_email = trainer_email.strip().lower()
        attendance.declared_at, attendance.refused_at, attendance.refusal_reason = at, None, ""
        attendance.save()
        _record("module.declared", attendance, by=by, at=at)
        if file:
            attach_proof(attendance, file, by=by, at=at)
        return attendance


def attach_proof(attendance, file, *, by, at):
    """A file taken in becomes the proof of a module. The one it replaces is used by nothing: it is erased."""
    attendance.proof = file
    attendance.save(update_fields=["proof"])
    _record("module.proved", attendance, by=by, at=at, sha256=file.sha256)


def _lock_declaration(attendance, *, seen, by):
    """The declaration as it stands, locked. `seen` is the instant of the one that the manager read."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=attendance.candidate_id)
    attendance = ModuleAttendance.objects.select_related("candidate__user", "module").get(pk=attendance.pk)
    if not attendance.is_to_confirm:
        raise DeclarationRefused("Cette déclaration a déjà reçu sa réponse : il n’y a plus rien à décider.")
    if attendance.declared_at != seen:
        raise DeclarationRefused(
            "La personne a changé sa déclaration pendant que vous la lisiez : relisez-la, puis décidez."
        )
    if attendance.trainer_email == by.email.lower():
        raise DeclarationRefused(
            "Cette déclaration vous nomme comme formateur ou formatrice : un autre gestionnaire y répond."
        )
    return attendance


@transaction.atomic
def confirm_attendance(attendance, *, seen, by, at):
    """The office has checked a declaration: the module counts, and no longer changes by its candidate."""
    attendance = _lock_declaration(attendance, seen=seen, by=by)
    check_dates(
        started_on=attendance.started_on,
        ended_on=attendance.ended_on,
        is_followed=True,
        today=timezone.localdate(at),
    )
    mark(attendance, is_followed=True, by=by, at=at)
    attendance.save()
    _record("module.confirmed", attendance, by=by, at=at)
    tell_confirmed(attendance, at=at)
    return attendance


@transaction.atomic
def refuse_declaration(attendance, *, reason, seen, by, at):
    """The office could not confirm: the candidate is told why, and may declare again."""
    attendance = _lock_declaration(attendance, seen=seen, by=by)
    if not reason.strip():
        raise DeclarationRefused("Écrivez le motif : la personne doit savoir quoi corriger.", field="reason")
    declared_at, attendance.declared_at = attendance.declared_at, None
    attendance.refused_at, attendance.refusal_reason = at, reason.strip()
    attendance.save()
    _record("module.refused", attendance, by=by, at=at, reason=reason.strip())
    _tell(
        attendance,
        key=f"attendance:{attendance.pk}:{declared_at.isoformat()}:refused",
        subject="Un module que vous avez déclaré n’est pas confirmé",
        body=(
            f"Votre déclaration du module {_described(attendance)} n’est pas confirmée. "
            f"Motif : {reason.strip()} Vous pouvez le déclarer de nouveau, en corrigeant ce qui doit l’être."
        ),
        at=at,
    )
    return attendance


def tell_confirmed(attendance, *, at):
    """Once per declaration, whether it was confirmed from the queue or recorded on the file."""
    _tell(
        attendance,
        key=f"attendance:{attendance.pk}:{attendance.declared_at.isoformat()}:confirmed",
        subject="Un module que vous avez déclaré est confirmé",
        body=f"Le module {_described(attendance)} est confirmé : il figure à votre parcours comme suivi.",
        at=at,
    )


def modules_path(candidate_pk):
    return reverse("candidates:modules", args=[candidate_pk])


def _described(attendance):
    return f"{quoted(attendance.module.title)}, {period(attendance.started_on, attendance.ended_on)},"


def _tell(attendance, *, key, subject, body, at):
    path = modules_path(attendance.candidate_id)
    notify(attendance.candidate.user, key=key, subject=subject, body=body, path=path, at=at)


def _record(action, attendance, *, by, at, **facts):
    record(
        action,
        actor=by,
        target=attendance,
        about=[attendance.candidate],
        at=at,
        module=attendance.module.code,
        started_on=attendance.started_on,
        ended_on=attendance.ended_on,
        **facts,
    )
