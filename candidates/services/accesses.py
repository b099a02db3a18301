"""Who opened a dossier: noted for everybody but its own candidate."""

from audit import services as audit


def note_access(dossier, what, *, by, as_a, at):
    """Asked by each page and file that shows something of a dossier, before it answers. Needs `candidate`."""
    if dossier.candidate.user_id != by.pk:
        audit.note_access(dossier, what, by=by, as_a=as_a, at=at)
