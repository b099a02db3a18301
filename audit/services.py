"""Leaving a trace: no act without it, no trace without an act."""

from audit.models import AuditEntry, reference


def record(action, *, actor, target, at, about=(), **facts):
    """Write the trace of an act, in the transaction of the act itself. Facts hold codes and keys, no
    names."""
    concerned = dict.fromkeys(reference(thing) for thing in (target, *about))
    return AuditEntry.objects.create(
        at=at, actor=actor, action=action, target=reference(target), about=list(concerned), facts=facts
    )
