"""Changing who judges a dossier: removing a member, replacing one before the reading closes, passing the
chair (D7, D9)."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from jury.models import PanelChange, Seat
from jury.panel import chair_among, check_people, check_pool, sitting_seats
from jury.removals import lock_panel, take_away, tell_who_leaves
from jury.services.announcements import tell_who_enters
from jury.services.sessions import stand_down, summon_members
from jury.states import OVER
from notifications.services import notify
from rules.errors import ReplacementRefused


def _check_reason(reason):
    if not reason.strip():
        raise ReplacementRefused("Écrivez pourquoi la composition change.", field="reason")
    return reason.strip()


def _check_running(examination):
    if examination.state in OVER:
        raise ReplacementRefused(
            "Ce jury n’a plus rien à décider sur ce dossier : sa composition ne change plus."
        )


@transaction.atomic
def remove_member(seat, *, reason, by, at):
    """The office removes a member from one dossier: a tie, an absence. Nothing they gave counts any more."""
    examination = lock_panel(seat.examination)
    _check_running(examination)
    reason = _check_reason(reason)
    seat = Seat.objects.sitting().select_related("juror").filter(pk=seat.pk).first()
    if seat is None:
        raise ReplacementRefused("Ce membre ne siège déjà plus sur ce dossier.")
    seat.examination = examination
    take_away(seat, kind=PanelChange.Kind.REMOVED, reason=reason, by=by, at=at)
    if examination.session:
        stand_down(seat.juror, examination.session, reason=reason, at=at)
    return seat


def _check_may_change(examination, leaving, entering):
    if not examination.is_reading:
        raise ReplacementRefused(
            "La lecture est close : le même jury entend la personne candidate, personne n’y entre plus. S’il "
            "ne reste pas de quorum, dissolvez ce jury pour ce dossier : un autre reprendra à la lecture."
        )
    known = Seat.objects.filter(examination=examination, juror=entering).first()
    if known:
        because = "siège déjà sur ce dossier" if known.removed_at is None else "a été écarté(e) de ce dossier"
        raise ReplacementRefused(f"{entering} {because} : choisissez une autre personne.", field="entering")
    if PanelChange.objects.filter(leaving=leaving, kind=PanelChange.Kind.REPLACED).exists():
        raise ReplacementRefused(f"{leaving} a déjà été remplacé(e).", field="leaving")


@transaction.atomic
def replace_member(leaving, *, entering, chair, reason, by, at):
    """Somebody of the pool takes the place of a member, who may have left already, and reads from scratch;
    the whole composition is checked again against this candidate. `chair` presides from then on."""
    examination = lock_panel(leaving.examination)
    reason = _check_reason(reason)
    leaving = Seat.objects.select_related("juror").get(pk=leaving.pk)
    leaving.examination = examination
    _check_may_change(examination, leaving, entering)
    session = examination.session
    days = (session.starts_on, session.ends_on) if session else None
    check_pool([entering], certification=examination.jury.certification, days=days)
    staying = [seat for seat in sitting_seats(examination) if seat.pk != leaving.pk]
    people = [*(seat.juror for seat in staying), entering]
    if chair not in people:
        raise ReplacementRefused("La présidence revient à un membre qui siège.", field="chair")
    check_people(people, chair=chair, dossier=examination.dossier)
    return _seat_entering(leaving, staying, entering, chair, reason=reason, by=by, at=at)


def _seat_entering(leaving, staying, entering, chair, *, reason, by, at):
    examination = leaving.examination
    if leaving.removed_at is None:
        Seat.objects.filter(pk=leaving.pk).update(removed_at=at, removal_reason=reason)
        tell_who_leaves(leaving, at=at)
    Seat.objects.filter(pk__in=[seat.pk for seat in staying if seat.juror != chair]).update(is_chair=False)
    seat = Seat.objects.create(
        examination=examination, juror=entering, is_chair=entering == chair, seated_at=at
    )
    Seat.objects.filter(examination=examination, juror=chair, removed_at=None).update(is_chair=True)
    PanelChange.objects.create(
        examination=examination,
        kind=PanelChange.Kind.REPLACED,
        leaving=leaving,
        entering=seat,
        reason=reason,
        at=at,
        by=by,
    )
    about = [examination, examination.dossier]
    record("juror.replaced", actor=by, target=seat, about=about, at=at, leaving=leaving.pk, reason=reason)
    if examination.session:
        stand_down(leaving.juror, examination.session, reason=reason, at=at)
        summon_members(examination.session, [entering], by=by, at=at)
    tell_who_enters(seat, leaving, at=at)
    return seat


@transaction.atomic
def name_chair(seat, *, reason, by, at):
    """Another member who sits takes the chair, at any stage: the chair is absent, or was removed."""
    examination = lock_panel(seat.examination)
    _check_running(examination)
    reason = _check_reason(reason)
    seats = sitting_seats(examination)
    chosen = next((one for one in seats if one.pk == seat.pk), None)
    if chosen is None or chosen.juror == chair_among(seats):
        raise ReplacementRefused("Choisissez un membre qui siège et qui ne préside pas.", field="chair")
    if not examination.is_reading and chosen.read_at is None:
        raise ReplacementRefused(f"{chosen} n’a pas lu ce dossier.", field="chair")
    Seat.objects.filter(pk__in=[one.pk for one in seats], is_chair=True).update(is_chair=False)
    Seat.objects.filter(pk=chosen.pk).update(is_chair=True)
    PanelChange.objects.create(
        examination=examination, kind=PanelChange.Kind.CHAIR, entering=chosen, reason=reason, at=at, by=by
    )
    about = [examination, examination.dossier]
    record("jury.chair_named", actor=by, target=chosen, about=about, at=at, reason=reason)
    for one in seats:
        notify(
            one.juror,
            key=f"examination:{examination.pk}:chair:{at:%Y%m%d%H%M%S}",
            subject="La présidence d’un jury change",
            body=f"{chosen} préside désormais le jury du dossier {examination.dossier.reference}.",
            path=reverse("jury:examination", args=[examination.pk]),
            at=at,
        )
    return chosen
