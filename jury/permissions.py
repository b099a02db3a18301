"""May I? Which examinations one may know of is the QuerySet's affair."""

from jury.models import Attendance


def can_manage_juries(user):
    return user.is_manager


def can_read_calibration(user):
    """How members vote is the office's to watch. A manager who also judges does not see it."""
    return user.is_manager and not user.is_juror


def seat_of(user, examination):
    """This person's seat on the dossier, or None."""
    return next((seat for seat in examination.seats.all() if seat.juror_id == user.pk), None)


def can_chair(user, examination):
    seat = seat_of(user, examination)
    return seat is not None and seat.is_chair


def can_summon(user, examination):
    """The office or the chair fix the date of the interview."""
    is_own = examination.dossier.candidate.user_id == user.pk
    return not is_own and (user.is_manager or can_chair(user, examination))


def has_sat(user, examination):
    """Whether this member sat at the interview that was held."""
    return any(
        seat.juror_id == user.pk
        for interview in examination.interviews.all()
        if interview.attendance == Attendance.PRESENT
        for seat in interview.present.all()
    )
