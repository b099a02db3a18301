"""Publishing the results of a session, all at once, and undoing it before anybody has read them (D11)."""

from django.db import transaction

from audit.services import record
from candidates.models import Candidate, Dossier
from candidates.services.outcome import hold_result, tell_result
from certificates.models import Certificate
from certificates.services import open_awards, withhold_awards
from jury.models import Appeal, BlockDecision, Examination, ResultLetter, Session
from jury.services.announcements import tell_of_publication, tell_what_to_issue
from jury.services.letters import write_letter
from rules.errors import DomainError
from rules.french import count
from ui.storing import erase_stored


class PublicationRefused(DomainError):
    """Results cannot be published, or no longer be taken back."""


def _lock_session(session):
    """Candidates in the order of their keys, then dossiers, then the session: as everywhere."""
    about = {"dossiers__examinations__session": session}
    list(
        Candidate.objects.filter(pk__in=Candidate.objects.filter(**about).values("pk"))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    dossiers = Dossier.objects.filter(examinations__session=session).values("pk")
    list(Dossier.objects.filter(pk__in=dossiers).order_by("pk").select_for_update(of=("self",)))
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)


def _decided(session):
    """The examinations whose results are told: those that stand, in the order of their candidates."""
    rows = session.examinations.standing().select_related(
        "dossier__candidate__user", "dossier__version", "jury", "session"
    )
    return list(rows.prefetch_related("minutes", "blocks").order_by("dossier__candidate", "pk"))


def ccps_of(session):
    """The CCPs awarded on what was decided in this session, whatever became of its juries since."""
    validated = BlockDecision.objects.filter(examination__session=session, is_validated=True)
    pairs = set(validated.values_list("examination__dossier__candidate", "block"))
    candidates = {candidate for candidate, _block in pairs}
    ccps = Certificate.objects.ccps().filter(candidate__in=candidates)
    return [ccp for ccp in ccps if (ccp.candidate_id, ccp.block_id) in pairs]


@transaction.atomic
def publish_session(session, *, by, at):
    """Tell every candidate of the session at once. Publishing twice is publishing once."""
    session = _lock_session(session)
    if session.is_published:
        return session
    examinations = _decided(session)
    if not examinations:
        raise PublicationRefused("Aucun dossier n’est confié à cette session : il n’y a rien à publier.")
    if waiting := [e for e in examinations if not e.is_closed]:
        raise PublicationRefused(
            f"{count(len(waiting), 'dossier')} de cette session {'n’est' if len(waiting) < 2 else 'ne sont'} "
            "pas encore décidé : les résultats se publient ensemble, une fois tous les dossiers clos."
        )
    session.published_at, session.published_by = at, by
    session.save(update_fields=["published_at", "published_by"])
    opened = {certificate.candidate_id for certificate in open_awards(ccps_of(session), at=at)}
    record("session.published", actor=by, target=session, at=at, dossiers=len(examinations))
    for examination in examinations:
        _publish_one(examination, opened, by=by, at=at)
    _release_fallen(session)
    return session


def _publish_one(examination, opened, *, by, at):
    dossier = examination.dossier
    tell_result(dossier, at=at)
    write_letter(max(examination.minutes.all(), key=lambda m: (m.closed_at, m.pk)), at=at)
    about = [dossier, dossier.candidate]
    record("result.told", actor=by, target=examination, about=about, at=at)
    tell_of_publication(examination, at=at)
    if dossier.candidate_id in opened:
        tell_what_to_issue(examination, at=at)


def _release_fallen(session):
    """A dossier whose jury of this session was dissolved after a reading: what that reading validated is
    known, unless the next jury's own session still holds it."""
    fallen = Dossier.objects.filter(examinations__session=session, result_held=True)
    still = Examination.objects.filter(session__published_at=None, session__isnull=False)
    held = still.exclude(reading_closed_at=None).values("dossier")
    Dossier.objects.filter(pk__in=fallen.exclude(pk__in=held).values("pk")).update(result_held=False)


@transaction.atomic
def undo_publication(session, *, by, at):
    """« Délibération en cours » again, for everybody, as long as nobody has opened a result, nothing was
    issued and nobody appealed."""
    session = _lock_session(session)
    if not session.is_published:
        raise PublicationRefused("Les résultats de cette session ne sont pas publiés. Rechargez la page.")
    examinations = _decided(session)
    _check_nobody_knows(session, examinations)
    withhold_awards(ccps_of(session))
    _forget_letters(session)
    session.published_at = session.published_by = None
    session.save(update_fields=["published_at", "published_by"])
    record("session.unpublished", actor=by, target=session, at=at, dossiers=len(examinations))
    for examination in examinations:
        dossier = examination.dossier
        hold_result(dossier, on_reading=not examination.interviews.exists())
        record("result.withheld", actor=by, target=examination, about=[dossier], at=at)
    return session


def _check_nobody_knows(session, examinations):
    read = [e for e in examinations if e.dossier.result_read_at]
    if read:
        raise PublicationRefused(
            f"{count(len(read), 'personne a', 'personnes ont')} déjà ouvert leur résultat : la publication "
            "ne s’annule plus. Une erreur se corrige par un procès-verbal rectificatif."
        )
    if Appeal.objects.filter(examination__session=session).exists():
        raise PublicationRefused("Un recours a été déposé : la publication ne s’annule plus.")


def _forget_letters(session):
    letters = ResultLetter.objects.filter(minutes__examination__session=session)
    made = [letter.file for letter in letters if letter.file]
    letters.delete()
    transaction.on_commit(lambda: [erase_stored(key) for key in made])
