"""A module that its candidate says they followed, by the service or as typed on the page."""

import datetime as dt

from django.utils import timezone

from candidates.services import passport

TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


def modules_of(candidate):
    return list(candidate.version.modules.all())


def declare(candidate, module, *, days_ago=10, length=1, **changes):
    start = TODAY() - days_ago * DAY
    told = {"started_on": start, "ended_on": start + length * DAY, "training_body": "Institut"}
    told |= {"trainer_email": "formation@institut.example", "by": candidate.user, "at": timezone.now()}
    return passport.declare_attendance(candidate, module, **told | changes)


def as_typed(attendance_or_dates):
    start, end = attendance_or_dates
    return {
        "started_on": start.isoformat(),
        "ended_on": end.isoformat(),
        "training_body": "Institut",
        "trainer_email": "",
    }
