"""Leaving a trace: no act without it, no trace without an act; no reading of somebody else’s without it."""

from audit.models import AccessEntry, AuditEntry, reference

MINUTES = 15  # of a sitting


def record(action, *, actor, target, at, about=(), **facts):
    """Write the trace of an act, in the transaction of the act itself. Facts hold codes and keys, no
    names."""
    concerned = dict.fromkeys(reference(thing) for thing in (target, *about))
    return AuditEntry.objects.create(
        at=at, actor=actor, action=action, target=reference(target), about=list(concerned), facts=facts
    )


def note_access(thing, what, *, by, as_a, at):
    """Write that somebody opens this, before it is shown: what cannot be written is not shown. The rest
    of the sitting finds the row there; either way it is one statement, and nothing is read first."""
    sitting = at.replace(minute=at.minute - at.minute % MINUTES, second=0, microsecond=0)
    entry = AccessEntry(at=at, sitting=sitting, reader=by, as_a=as_a, about=reference(thing), what=what)
    AccessEntry.objects.bulk_create([entry], ignore_conflicts=True)
