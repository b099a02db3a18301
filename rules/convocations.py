"""When a member of a jury must be called for them to warn their employer in time.

Source: Code du travail, D3142-32: a salaried juror informs their employer at least fifteen calendar days
before the session, with the convocation. The number of days is a parameter (`JuryParameters.notice_days`).
"""

from datetime import date, timedelta


def last_day_to_call(starts_on: date, *, notice_days: int) -> date:
    """The last day on which the employer can still be told in time."""
    return starts_on - timedelta(days=notice_days)


def is_late(*, sent_on: date, starts_on: date, notice_days: int) -> bool:
    return sent_on > last_day_to_call(starts_on, notice_days=notice_days)
