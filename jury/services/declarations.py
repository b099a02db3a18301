"""« Je n’ai aucun lien… », or a link: what a member says before a dossier opens to them (D7)."""

from django.db import transaction

from audit.services import record
from jury.models import Declaration, Link, PanelChange, Seat
from jury.panel import has_declared_no_link
from jury.removals import lock_panel, take_away
from jury.states import OVER
from rules.conflicts import check_declaration
from rules.errors import ConflictRefused


def _own_seat(examination, user):
    seat = Seat.objects.sitting().filter(examination=examination, juror=user).first()
    if seat is None or examination.state in OVER:
        raise ConflictRefused("Ce dossier ne vous est plus confié : il n’y a plus rien à déclarer.")
    seat.examination = examination
    return seat


@transaction.atomic
def declare_link(examination, *, has_link, kind, text, by, at):
    """With no link the dossier opens; with one, the member leaves it at once. Somebody who declared none may
    still declare the one they find while reading."""
    examination = lock_panel(examination)
    seat = _own_seat(examination, by)
    check_declaration(has_link=has_link, kind=kind, text=text)
    if not has_link and has_declared_no_link(examination, by):
        return seat
    declaration = Declaration.objects.create(
        examination=examination, juror=by, has_link=has_link, kind=kind, text=text.strip(), declared_at=at
    )
    action = "link.declared" if has_link else "no_link.declared"
    record(action, actor=by, target=declaration, about=[examination, examination.dossier], at=at)
    if has_link:
        reason = f"Lien {Link(kind).label.lower()} déclaré par ce membre."
        take_away(seat, kind=PanelChange.Kind.DECLARED, reason=reason, by=by, at=at)
    return seat
