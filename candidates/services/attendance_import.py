"""Importing attendances: a dry run that tells each line what will happen, then all of it or nothing."""

import hashlib
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.services import organisation_named
from audit.evidence import digest
from audit.services import record
from candidates.attendance_file import read_attendance_file
from candidates.models import AttendanceImport, Candidate, ModuleAttendance
from candidates.services.attendance_plan import plan_lines
from candidates.services.passport import mark, modules_path
from notifications.services import notify
from rules.errors import DomainError
from rules.french import count, listing, period, quoted


class ImportRefused(DomainError):
    """An import that cannot be applied, or not any more."""


@transaction.atomic
def try_import(raw, *, name, by, at):
    """Read a file and say, line by line, what applying it would do. Nothing is recorded but the attempt."""
    sheet = read_attendance_file(raw, name=name)
    plan = plan_lines(sheet.lines, by=by, today=timezone.localdate(at))
    AttendanceImport.objects.forgotten(at=at).delete()
    return AttendanceImport.objects.create(
        name=name[:255],
        sha256=hashlib.sha256(raw).hexdigest(),
        lines=sheet.lines,
        notes=sheet.notes,
        plan=plan,
        plan_sha256=digest(plan, domain="attendance-import"),
        candidates=sorted({entry["candidate"] for entry in plan if entry["candidate"]}),
        created_at=at,
        created_by=by,
    )


@transaction.atomic
def apply_import(attempt, *, by, at):
    """Do what the dry run announced, all of it or nothing: every candidate is locked, the lines are judged
    again, and a word that differs refuses the whole. Returns the number of changes."""
    attempt = AttendanceImport.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if attempt.applied_at:
        raise ImportRefused("Cet import est déjà appliqué : il ne s’applique qu’une fois.")
    if attempt.has_expired(at=at):
        raise ImportRefused("Cet essai date de plus de 24 heures : envoyez de nouveau le fichier.")
    if attempt.counts["refused"]:
        raise ImportRefused(
            "Des lignes sont à corriger : rien n’est appliqué tant qu’il en reste. Corrigez le fichier, puis "
            "envoyez-le de nouveau."
        )
    list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=attempt.candidates).order_by("pk"))
    plan = plan_lines(attempt.lines, by=by, today=timezone.localdate(at))
    if digest(plan, domain="attendance-import") != attempt.plan_sha256:
        moved = [new["line"] for new, old in zip(plan, attempt.plan, strict=True) if new != old]
        raise ImportRefused(
            f"Depuis l’essai, ce que {count(len(moved), 'ligne')} trouverait a changé (ligne "
            f"{listing(str(line) for line in moved[:10])}{'…' if len(moved) > 10 else ''}) : rien n’est "
            "appliqué. Envoyez de nouveau le fichier pour voir ce qu’il ferait maintenant."
        )
    changes = [entry for entry in plan if entry["outcome"] in ("created", "changed")]
    _write(attempt, changes, by=by, at=at)
    attempt.applied_at, attempt.applied_by = at, by
    attempt.save(update_fields=["applied_at", "applied_by"])
    record("attendances.imported", actor=by, target=attempt, at=at, sha256=attempt.sha256, **attempt.counts)
    return len(changes)


def _write(attempt, changes, *, by, at):
    bodies = {
        name: organisation_named(name) for name in sorted({e["facts"]["training_body"] for e in changes})
    }
    people = {
        candidate.pk: candidate
        for candidate in Candidate.objects.filter(pk__in=attempt.candidates).with_course()
    }
    told = {}
    for entry in changes:
        candidate, facts = people[entry["candidate"]], entry["facts"]
        module = next(m for m in candidate.version.modules.all() if m.pk == entry["module"])
        attendance = candidate.attended().get(module.code) or ModuleAttendance(
            candidate=candidate, module=module
        )
        attendance.started_on = date.fromisoformat(facts["started_on"])
        attendance.ended_on = date.fromisoformat(facts["ended_on"])
        attendance.training_body = bodies[facts["training_body"]]
        attendance.trainer_email = facts["trainer_email"]
        mark(attendance, is_followed=facts["is_followed"], by=by, at=at)
        attendance.save()
        record(
            "module.followed" if attendance.is_followed else "module.planned",
            actor=by,
            target=attendance,
            about=[candidate, attempt],
            at=at,
            module=module.code,
            started_on=attendance.started_on,
            ended_on=attendance.ended_on,
        )
        told.setdefault(candidate, []).append(_told(module, attendance))
    for candidate, sentences in told.items():
        notify(
            candidate.user,
            key=f"import:{attempt.pk}:candidate:{candidate.pk}",
            subject="Vos modules obligatoires sont mis à jour",
            body=f"Les gestionnaires ont enregistré : {listing(sentences)}.",
            path=modules_path(candidate.pk),
            at=at,
        )


def _told(module, attendance):
    state = "suivi" if attendance.is_followed else "planifié"
    return f"le module {quoted(module.title)}, {state} {period(attendance.started_on, attendance.ended_on)}"
