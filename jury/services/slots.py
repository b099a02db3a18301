"""Dates offered for an interview, and the one the candidate chooses (A9)."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from candidates.services.submission import tell_managers
from jury.models import InterviewSlot
from jury.services.interview import lock, planned_minutes_of, summon
from jury.states import ExaminationState, check_is
from notifications.services import notify
from rules.errors import DomainError, SlotRefused
from rules.french import count
from rules.scheduling import check_slots


@transaction.atomic
def propose_slots(examination, *, starts, mode, place, by, at):
    """Offer these dates to the candidate; those offered before stay. The same hour may be offered to several
    candidates: whoever chooses first has it."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.TO_SUMMON)
    check_slots(starts, at=at)
    known = set(examination.slots.open().values_list("starts_at", flat=True))
    minutes = planned_minutes_of(examination.dossier.candidate)
    slots = [
        InterviewSlot.objects.create(
            examination=examination,
            starts_at=start,
            minutes=minutes,
            mode=mode,
            place=place,
            proposed_at=at,
            proposed_by=by,
        )
        for start in sorted(set(starts) - known)
    ]
    if not slots:
        raise SlotRefused("Ces créneaux sont déjà proposés.")
    dossier = examination.dossier
    record(
        "slots.proposed", actor=by, target=examination, about=[dossier], at=at, slots=[s.pk for s in slots]
    )
    notify(
        dossier.candidate.user,
        key=f"examination:{examination.pk}:slots:{slots[0].pk}",
        subject="Choisissez la date de votre entretien",
        body=f"Le jury qui a lu votre dossier {dossier.reference} vous propose "
        f"{count(len(known) + len(slots), 'créneau', 'créneaux')}. Choisissez celui qui vous convient : "
        "la convocation part aussitôt. Le premier qui choisit une heure la garde.",
        path=reverse("jury:slots", args=[examination.pk]),
        at=at,
    )
    return slots


@transaction.atomic
def withdraw_slot(slot, *, by, at):
    """No longer offer this date. Nothing happens to a date that was chosen, or withdrawn before."""
    lock(slot.examination)
    slot = InterviewSlot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if slot.interview_id or slot.withdrawn_at:
        return slot
    slot.withdrawn_at = at
    slot.save(update_fields=["withdrawn_at"])
    record("slot.withdrawn", actor=by, target=slot, about=[slot.examination, slot.examination.dossier], at=at)
    return slot


@transaction.atomic
def choose_slot(slot, *, by, at):
    """The candidate takes this date: everybody is summoned, the other dates are no longer offered."""
    examination = lock(slot.examination)
    slot = InterviewSlot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    check_is(examination.state, ExaminationState.TO_SUMMON)
    if slot.withdrawn_at or slot.starts_at <= at:
        raise SlotRefused("Ce créneau n’est plus proposé : choisissez-en un autre.")
    return summon(examination, slot, by=by, at=at)


@transaction.atomic
def decline_slots(examination, *, reason, by, at):
    """None of the dates suits the candidate: they are withdrawn, and the jury is to propose others."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.TO_SUMMON)
    if not reason.strip():
        raise DomainError(
            "Dites quand vous êtes disponible : le jury proposera d’autres dates.", field="reason"
        )
    last = examination.slots.open().last()
    if last is None:
        raise SlotRefused("Aucun créneau n’est proposé pour l’instant.")
    examination.slots.open().update(withdrawn_at=at)
    dossier = examination.dossier
    record("slots.declined", actor=by, target=examination, about=[dossier], at=at)
    chair = next(seat for seat in examination.seats.all() if seat.is_chair)
    message = {
        "key": f"examination:{examination.pk}:slots-declined:{last.pk}",
        "subject": "Aucun créneau d’entretien ne convient",
        "body": f"Aucune des dates proposées pour le dossier {dossier.reference} ne convient : "
        f"{reason.strip()}",
        "at": at,
    }
    notify(chair.juror, path=reverse("jury:slots_propose", args=[examination.pk]), **message)
    tell_managers(dossier, path=reverse("jury:slots_propose", args=[examination.pk]), **message)
    return examination
