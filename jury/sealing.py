"""The end of the signatures: minutes are sealed, and may be printed."""

from audit.services import record


def seal(minutes, *, by, at):
    """Nobody signs any more; the caller holds the row's lock. `by` is who signed last, or nobody when the
    days to sign are over."""
    minutes.sealed_at = at
    minutes.save(update_fields=["sealed_at"])
    unsigned = [user.pk for user in minutes.unsigned()]
    examination = minutes.examination
    record(
        "minutes.sealed",
        actor=by,
        target=minutes,
        about=[examination, examination.dossier],
        at=at,
        unsigned=unsigned,
    )
