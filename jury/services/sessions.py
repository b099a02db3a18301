"""Jury sessions, and the convocations that leave in time for the notice owed to employers (D3142-32)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.services import record
from jury.models import Answer, Convocation, Seat, Session
from jury.panel import check_pool
from jury.tasks import render_convocation
from notifications.services import notify
from referentials.models import Version
from rules.convocations import is_late, last_day_to_call
from rules.errors import DomainError
from rules.french import day, period


class SessionRefused(DomainError):
    """A session that cannot be held so."""


class ConvocationOver(DomainError):
    """A convocation that is answered no more."""


def version_of(session):
    """The version in force gives the notice and the title: a session may hear dossiers of older ones too."""
    return Version.objects.in_force().get(certification=session.certification_id)


@transaction.atomic
def create_session(jury, *, name, starts_on, ends_on, mode, place, by, at):
    """Create a session of a jury and call its members. Late convocations are no refusal: they warn."""
    if ends_on < starts_on:
        raise SessionRefused("La session finit avant d’avoir commencé.", field="ends_on")
    if starts_on <= timezone.localdate(at):
        raise SessionRefused("La session commence au plus tôt demain.", field="starts_on")
    if Session.objects.filter(certification=jury.certification, name=name).exists():
        raise SessionRefused("Une session porte déjà ce nom : donnez-en un autre.", field="name")
    people = [member.user for member in jury.members.select_related("user__organisation")]
    check_pool(people, certification=jury.certification, days=(starts_on, ends_on))
    session = Session.objects.create(
        certification=jury.certification,
        jury=jury,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        mode=mode,
        place=place,
        created_at=at,
    )
    record("session.created", actor=by, target=session, about=[jury], at=at)
    summon_members(session, people, by=by, at=at)
    return session


def _content(session, juror, version, *, on):
    """What the document hands to the employer says."""
    notice_days = version.notice_days
    return {
        "name": juror.full_name,
        "function": juror.function,
        "organisation": str(juror.organisation or ""),
        "certification": version.full_title,
        "authorities": [authority.name for authority in version.authorities.all()],
        "session": session.name,
        "jury": session.jury.name,
        "days": period(session.starts_on, session.ends_on),
        "mode": session.get_mode_display(),
        "place": session.place,
        "sent_on": day(on),
        "notice_days": notice_days,
        "tell_before": day(last_day_to_call(session.starts_on, notice_days=notice_days)),
    }


@transaction.atomic
def summon_members(session, people, *, by, at):
    """Call to the session those who were not yet; returns the new convocations."""
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("certification", "jury")
        .get(pk=session.pk)
    )
    known = set(session.convocations.standing().values_list("juror", flat=True))
    on, version = timezone.localdate(at), version_of(session)
    new = []
    for person in people:
        if person.pk in known:
            continue
        convocation = Convocation.objects.create(
            session=session,
            juror=person,
            content=_content(session, person, version, on=on),
            sent_at=at,
            is_late=is_late(sent_on=on, starts_on=session.starts_on, notice_days=version.notice_days),
        )
        record("convocation.sent", actor=by, target=convocation, about=[session], at=at)
        _tell_of_convocation(convocation, at=at)
        render_convocation.wake(convocation.pk)
        new.append(convocation)
    return new


def _tell_of_convocation(convocation, *, at):
    session, content = convocation.session, convocation.content
    late = (
        "Cette convocation vous parvient tard : prévenez votre employeur dès aujourd’hui."
        if convocation.is_late
        else f"Prévenez votre employeur au plus tard le {content['tell_before']}, avec la convocation."
    )
    notify(
        convocation.juror,
        key=f"convocation:{convocation.pk}:sent",
        subject="Convocation à une session de jury",
        body=f"Vous êtes convoqué(e) à la session « {session.name} », {content['days']} "
        f"({content['mode'].lower()} : {session.place}). {late} Dites si vous y serez.",
        path=reverse("jury:availability"),
        at=at,
    )


@transaction.atomic
def answer_convocation(convocation, *, answer, reason, by, at):
    """A member says whether they come; an absence is told to the office, which may replace them."""
    convocation = (
        Convocation.objects.select_for_update(of=("self",)).select_related("session").get(pk=convocation.pk)
    )
    if convocation.cancelled_at or convocation.session.starts_on < timezone.localdate(at):
        raise ConvocationOver("Cette convocation n’attend plus de réponse.")
    if answer not in (Answer.CONFIRMED, Answer.DECLINED):
        raise ConvocationOver("Dites si vous serez présent(e).", field="answer")
    if answer == Answer.DECLINED and not reason.strip():
        raise ConvocationOver("Dites pourquoi, pour que les gestionnaires vous remplacent.", field="reason")
    said = (answer, reason.strip() if answer == Answer.DECLINED else "")
    if said == (convocation.answer, convocation.answer_reason):
        return convocation
    (convocation.answer, convocation.answer_reason), convocation.answered_at = said, at
    convocation.save(update_fields=["answer", "answered_at", "answer_reason"])
    record("convocation.answered", actor=by, target=convocation, about=[convocation.session], at=at)
    if answer == Answer.DECLINED:
        _tell_of_absence(convocation, at=at)
    return convocation


def _tell_of_absence(convocation, *, at):
    session = convocation.session
    for office in User.objects.with_role(Role.MANAGER).order_by("pk"):
        notify(
            office,
            key=f"convocation:{convocation.pk}:declined:{at:%Y%m%d%H%M%S}",
            subject="Un membre de jury annonce son absence",
            body=f"{convocation.juror} ne sera pas à la session « {session.name} » : "
            f"{convocation.answer_reason}",
            path=reverse("jury:session", args=[session.pk]),
            at=at,
        )


def stand_down(juror, session, *, reason, at):
    """Cancel the convocation of somebody who judges nothing more in the session. The caller holds the
    transaction."""
    if Seat.objects.sitting().filter(examination__session=session, juror=juror).exists():
        return
    convocation = session.convocations.standing().filter(juror=juror).first()
    if convocation is None:
        return
    convocation.cancelled_at, convocation.cancel_reason = at, reason
    convocation.save(update_fields=["cancelled_at", "cancel_reason"])
    notify(
        juror,
        key=f"convocation:{convocation.pk}:cancelled",
        subject="Une convocation est annulée",
        body=f"Vous n’êtes plus attendu(e) à la session « {session.name} », {convocation.content['days']}. "
        "Prévenez votre employeur si vous lui aviez remis la convocation.",
        path=reverse("jury:availability"),
        at=at,
    )
