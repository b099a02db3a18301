"""Who judges a dossier now, as the rules see them, and what is wrong with that."""

from dataclasses import replace

from django.db.models import Prefetch

from candidates.models import Candidate, Tied
from jury.models import Declaration, Examination, JurorProfile, Seat, Unavailability
from jury.states import UNDER_WAY
from rules.composition import (
    check_composition,
    check_deliberating_panel,
    check_may_sit_in,
    tie_between,
)
from rules.conflicts import check_may_judge
from rules.errors import DomainError, JuryRefused
from rules.french import period


def profile_of(user):
    """Somebody's profile, or None: an administrator may have given the role alone."""
    return getattr(user, "juror_profile", None)


def as_juror(user):
    """How the rules see a member, with their college; needs `organisation` and `juror_profile`."""
    profile = profile_of(user)
    return replace(user.as_juror(), college=profile.college if profile else "")


def check_pool(people, *, certification, days=None):
    """Raises JuryRefused unless each of them may judge this certification and is free on these days, given
    as (first, last)."""
    profiles = JurorProfile.objects.filter(user__in=people, certifications=certification)
    taken = {}
    if days:
        for row in Unavailability.objects.between(*days).filter(juror__in=people).select_related("juror"):
            taken[row.juror.email] = period(row.starts_on, row.ends_on)
    check_may_sit_in(
        [person.as_juror() for person in people],
        certification=str(certification),
        habilitated=set(profiles.values_list("user__email", flat=True)),
        taken=taken,
    )


def check_people(people, *, chair, dossier):
    """D7: raises JuryRefused with every reason why these people may not judge this dossier."""
    candidate = Candidate.objects.with_course().get(pk=dossier.candidate_id)
    check_composition(
        [as_juror(person) for person in people],
        chair=chair.email if chair else "",
        candidate=candidate.ties(),
        parameters=dossier.version.jury_parameters(),
    )


def sitting_seats(examination):
    return list(
        Seat.objects.sitting()
        .filter(examination=examination)
        .select_related("juror__organisation", "juror__juror_profile")
    )


def chair_among(seats):
    return next((seat.juror for seat in seats if seat.is_chair), None)


def with_panel(examinations):
    """Examinations with what it takes to say whether their jury may decide, in a fixed number of queries."""
    sitting = Seat.objects.sitting().select_related("juror__organisation", "juror__juror_profile")
    return examinations.select_related(
        "dossier__candidate__user__organisation", "dossier__version", "jury"
    ).prefetch_related(
        Prefetch("seats", sitting, to_attr="panel"),
        "dossier__candidate__attendances__training_body",
        "dossier__candidate__known_ties",
    )


def check_panel(examination):
    """Before anything is decided in common: nobody tied sits, and what is left of the jury suffices."""
    _check_loaded(with_panel(Examination.objects).get(pk=examination.pk))


def _check_loaded(examination):
    """In the reading, the whole of D7; after it, a quorum of those who read, with the chair (D9)."""
    seats, dossier = examination.panel, examination.dossier
    chair = chair_among(seats)
    email, ties = chair.email if chair else "", dossier.candidate.ties()
    people, limits = [as_juror(seat.juror) for seat in seats], dossier.version.jury_parameters()
    if examination.is_reading:
        check_composition(people, chair=email, candidate=ties, parameters=limits)
        return
    found = [(person.name, tie_between(person, ties)) for person in people]
    if reasons := [f"{name} ne peut pas siéger : {tie}." for name, tie in found if tie]:
        raise JuryRefused(*reasons)
    readers = {seat.juror.email for seat in seats if seat.read_at}
    check_deliberating_panel(people, chair=email, readers=readers, parameters=limits)


def reasons_against(examination):
    """The same, as sentences for the office's pages: empty when the jury may decide; needs `with_panel`."""
    try:
        _check_loaded(examination)
    except DomainError as refusal:
        return refusal.sentences
    return ()


def loses_quorum_without(examination, seat):
    """Whether the jury, past the reading, could no longer decide once this member is removed (D9); needs
    `with_panel`."""
    left = [one for one in examination.panel if one.read_at and one.pk != seat.pk]
    is_past_reading = examination.state in UNDER_WAY and not examination.is_reading
    return is_past_reading and len(left) < examination.dossier.version.quorum


def has_declared_no_link(examination, user):
    rows = Declaration.objects.filter(examination=examination, juror=user)
    return list(rows.values_list("has_link", flat=True)) == [False]


def check_seat_may_act(seat):
    """Asked by each act of a member, under the locks: whether this seat still judges this dossier."""
    ties = Tied.objects.filter(user=seat.juror_id, candidate__dossiers__examinations=seat.examination_id)
    tie = ties.first()
    check_may_judge(
        tie=tie.in_words if tie else None,
        is_sitting=seat.removed_at is None,
        has_declared=has_declared_no_link(seat.examination_id, seat.juror_id),
    )
