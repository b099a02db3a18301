"""The acts of the path, by the services, in one call each: what tests build their worlds with."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from candidates.models import Dossier
from candidates.services import attachments, keeping, submission, writing
from certificates.models import Certificate
from certificates.services import issue_certificate, rectifying, revoking
from jury.models import Attendance, Examination, Mode, Session, SignatureMethod, Stage
from jury.selectors import full_examination, to_vote, voters
from jury.services import closing, constitution, declarations, interview, signing, voting
from tests.factories import juror, manager
from tests.files import a_picture

TEXT = "À l’automne, j’ai repris l’accueil avec quatre personnes et quarante minutes d’attente. " * 8


def make_jury(version, *, size=2, people=(), name="Jury A", office=None):
    """A jury of these people, or of newcomers, all external; the first one chairs."""
    people = people or [juror() for _ in range(size)]
    return constitution.constitute_jury(
        version, name=name, members=people, chair=people[0], by=office or manager(), at=timezone.now()
    )


def write_dossier(candidate, blocks=None, *, at=None):
    """A complete draft for these blocks (all of them by default), one situation each."""
    at = at or timezone.now()
    blocks = list(blocks if blocks is not None else candidate.version.blocks.all())
    dossier = writing.start_dossier(candidate, blocks, by=candidate.user, at=at)
    for block in blocks:
        keeping.write_situation(
            dossier,
            texts={
                "title": f"Situation {block.code}",
                "context": TEXT,
                "presentation": TEXT,
                "analysis": TEXT,
            },
            blocks=[block],
            illustrations=dict.fromkeys(block.competences.select_related("block"), TEXT),
            by=candidate.user,
            at=at,
        )
    return dossier


def annexe(dossier, content, *, name="planning.png", label="Planning de l’accueil", competences=None):
    """An annexe that lacks nothing; it supports every targeted competence by default."""
    now, by = timezone.now(), dossier.candidate.user
    added = attachments.add_attachment(dossier, SimpleUploadedFile(name, content), by=by, at=now)
    if competences is None:
        competences = [c for block in dossier.blocks.all() for c in block.competences.all()]
    return attachments.describe_attachment(
        added, label=label, competences=competences, is_anonymous=True, by=by, at=now
    )


def with_annexe(dossier):
    """The same dossier with one picture annexed, different at each call."""
    annexe(dossier, a_picture(color=(dossier.pk % 256, dossier.pk // 256 % 256, 90)))
    return dossier


def submit(dossier, *, at=None):
    submission.submit_dossier(dossier, by=dossier.candidate.user, at=at or timezone.now())
    return Dossier.objects.get(pk=dossier.pk)


def submitted_dossier(candidate, blocks=None):
    return submit(write_dossier(candidate, blocks))


def assign(dossier, jury=None, *, office=None, at=None, session=None):
    """Given to a jury, whose members each declare that they have no link: the dossier is open to them."""
    jury = jury or make_jury(dossier.version, name=f"Jury du dossier {dossier.pk}")
    at = at or timezone.now()
    examination = constitution.assign_dossier(dossier, jury, session=session, by=office or manager(), at=at)
    for seat in examination.seats.all():
        declare(examination, seat.juror, at=at)
    return examination


def declare(examination, person, *, kind="", text="", at=None):
    """« Aucun lien », unless a kind of link is given."""
    return declarations.declare_link(
        examination, has_link=bool(kind), kind=kind, text=text, by=person, at=at or timezone.now()
    )


def make_session(jury, *, name="Session de décembre"):
    """Three days from next month on, on site; its results are held until they are published."""
    start = timezone.localdate() + dt.timedelta(days=30)
    return Session.objects.create(
        certification=jury.certification,
        jury=jury,
        name=name,
        starts_on=start,
        ends_on=start + dt.timedelta(days=2),
        mode=Mode.ON_SITE,
        place="Salle des actes",
        created_at=timezone.now(),
    )


def cast_all(examination, *, stage=Stage.READING, missing=(), send=True):
    """Every voter votes on everything; `missing` holds the codes that nobody finds acquired."""
    examination = full_examination(Examination.objects.all(), examination.pk)
    for seat in voters(examination, stage):
        for competence in to_vote(examination, stage):
            voting.cast_vote(
                seat,
                competence,
                stage=stage,
                is_acquired=competence.code not in missing,
                comment="Il manque un fait précis." if competence.code in missing else "",
                question="",
                by=seat.juror,
                at=timezone.now(),
            )
        if send:
            voting.send_votes(seat, stage=stage, by=seat.juror, at=timezone.now())


def chair_of(examination):
    return examination.seats.sitting().get(is_chair=True).juror


def cast_split(examination, in_favour):
    """The votes after the interview, sent: `in_favour` maps a competence's code to how many members find it
    acquired, the first ones."""
    examination = full_examination(Examination.objects.all(), examination.pk)
    for rank, seat in enumerate(voters(examination, Stage.INTERVIEW)):
        for competence in to_vote(examination, Stage.INTERVIEW):
            is_acquired = rank < in_favour[competence.code]
            voting.cast_vote(
                seat,
                competence,
                stage=Stage.INTERVIEW,
                is_acquired=is_acquired,
                comment="" if is_acquired else "Il manque un fait précis.",
                question="",
                by=seat.juror,
                at=timezone.now(),
            )
        voting.send_votes(seat, stage=Stage.INTERVIEW, by=seat.juror, at=timezone.now())


def close_reading(examination, *, overrides=None):
    closing.close_reading(examination, overrides=overrides or {}, by=chair_of(examination), at=timezone.now())
    return Examination.objects.get(pk=examination.pk)


def hold_interview(examination, *, present=None):
    """Summoned for a minute from now, held two minutes later."""
    now = timezone.now()
    interview.summon_interview(
        examination,
        starts_at=now + dt.timedelta(minutes=1),
        mode=Mode.ON_SITE,
        place="Salle 1",
        by=chair_of(examination),
        at=now,
    )
    interview.record_interview(
        examination,
        attendance=Attendance.PRESENT,
        reason="",
        by=chair_of(examination),
        present=list(present if present is not None else examination.seats.all()),
        at=now + dt.timedelta(minutes=2),
    )
    return Examination.objects.get(pk=examination.pk)


def close_deliberation(examination):
    motives = {c.pk: "Pas de fait précis." for b in examination.blocks.all() for c in b.competences.all()}
    closing.close_deliberation(
        examination, overrides={}, motives=motives, remarks="", by=chair_of(examination), at=timezone.now()
    )
    return Examination.objects.get(pk=examination.pk)


def validated_on_reading(candidate, blocks=None):
    """A dossier proven at 100 % on reading: its CCPs are awarded."""
    examination = assign(submitted_dossier(candidate, blocks))
    cast_all(examination)
    return close_reading(examination)


def issue_all(candidate, *, office=None):
    """Every award of somebody delivered today, in their order; the CQP last."""
    for certificate in candidate.certificates.to_issue().order_by("kind", "block__position"):
        issue_certificate(
            certificate, issued_on=timezone.localdate(), at=timezone.now(), by=office or manager()
        )
    return list(candidate.certificates.order_by("kind", "block__position"))


def revoke(certificate, *, ground="fraud"):
    """Asked by one manager, confirmed by another."""
    now = timezone.now()
    asked = revoking.ask_revocation(certificate, ground=ground, reason="Faux document.", by=manager(), at=now)
    revoking.confirm_revocation(asked, by=manager(), at=now)
    return Certificate.objects.get(pk=certificate.pk)


def rectify(certificate, **identity):
    """The same certificate under another identity."""
    return rectifying.rectify_certificate(
        certificate,
        identity=identity or {"birth_place": "Quimperlé"},
        wrong="La commune de naissance.",
        reason="Erreur de saisie, établie par l’acte de naissance.",
        by=manager(),
        at=timezone.now(),
    )


def decided(candidate, blocks=None, *, missing=(), session=None, size=2, jury=None):
    """A dossier whose interview left `missing` not acquired: closed, its minutes waiting for signatures."""
    jury = jury or (session.jury if session else None)
    dossier = submitted_dossier(candidate, blocks)
    jury = jury or make_jury(dossier.version, size=size, name=f"Jury du dossier {dossier.pk}")
    examination = assign(dossier, jury, session=session)
    cast_all(examination, missing=missing)
    examination = close_reading(examination)
    if not missing:
        return examination
    hold_interview(examination)
    cast_all(examination, stage=Stage.INTERVIEW, missing=missing)
    return close_deliberation(examination)


def sign_all(minutes):
    """Every member who has not signed yet does."""
    for user in minutes.unsigned():
        signing.sign_minutes(minutes, reserve="", method=SignatureMethod.PASSWORD, by=user, at=timezone.now())
    return type(minutes).objects.get(pk=minutes.pk)
