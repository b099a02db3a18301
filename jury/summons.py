"""What a summons to an interview carries: the calendar file, and the letter on paper."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from jury.models import Attendance
from jury.selectors import competence_views, full_examination
from ui.printing import pdf_from

CANCELLED = {Attendance.MOVED, Attendance.EXCUSED}


def calendar_of(interview):
    """The iCalendar file of an interview: text. One UID for all the interviews of an examination, so that
    a new date replaces the former one in a calendar, and a cancelled one leaves it (RFC 5545, 5546). Names
    nobody."""
    examination = interview.examination
    ranks = list(examination.interviews.order_by("summoned_at", "pk").values_list("pk", flat=True))
    is_cancelled = interview.attendance in CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Certifications//Entretiens//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"entretien-{examination.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", 2 * ranks.index(interview.pk) + is_cancelled)
    event.add("dtstamp", interview.held_at if is_cancelled else interview.summoned_at)
    event.add("dtstart", interview.starts_at.astimezone(UTC))
    event.add("dtend", interview.starts_at.astimezone(UTC) + timedelta(minutes=interview.minutes))
    event.add("summary", f"Entretien de certification, dossier {examination.dossier.reference}")
    event.add("location", interview.place)
    event.add("description", f"Détails et convocation : {settings.PUBLIC_URL}{reverse('home')}")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if not is_cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", "Entretien de certification demain")
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def notice_html(notice):
    """The letter of one person. The candidate reads which competences are to complete; a juror, what their
    employer is to be told (Code du travail, D3142-32): that letter changes hands, so it names no candidate
    and says nothing of what is arranged for them."""
    interview = notice.interview
    examination = full_examination(type(interview.examination).objects.all(), interview.examination_id)
    candidate, version = examination.dossier.candidate, examination.dossier.version
    return render_to_string(
        "pdf/interview_notice.html",
        {
            "notice": notice,
            "interview": interview,
            "examination": examination,
            "dossier": examination.dossier,
            "candidate": candidate,
            "version": version,
            "authorities": version.authorities.all(),
            "is_candidate": notice.recipient_id == candidate.user_id,
            "open_ones": [view for view in competence_views(examination) if view.is_open],
            "accommodations": candidate.accommodations.in_force(),
            "place": settings.ISSUE_PLACE,
        },
    )


def notice_pdf(notice):
    return pdf_from(notice_html(notice), sheet="summons")
