"""To whom a dossier may be given: sessions to come, juries, and what stands against each, before a click."""

from dataclasses import dataclass

from django.db.models import Prefetch

from jury.models import Jury, JuryMember, Session
from jury.panel import as_juror
from jury.states import FALLEN
from rules.composition import check_composition, tie_between
from rules.errors import JuryRefused
from ui.paging import Page, page_of


@dataclass(frozen=True)
class Option:
    """A jury, in one of its sessions or outside any. `members` holds (member, tie or None); `reasons` are
    sentences, empty when the dossier may be given."""

    jury: object
    session: object
    members: list
    reasons: tuple

    @property
    def key(self):
        return f"session-{self.session.pk}" if self.session else str(self.jury.pk)


@dataclass(frozen=True)
class Choice:
    """The options of one page, and the page of juries it was made from."""

    options: list
    page: Page


def options_for(dossier, *, on, after=""):
    """Sessions that are not over first, by date, on the first page; then the juries outside a session, the
    latest first, by pages. In a fixed number of queries."""
    rows = Jury.objects.with_work().filter(certification=dossier.version.certification_id)
    members = JuryMember.objects.select_related("user__organisation", "user__juror_profile")
    rows = rows.prefetch_related(Prefetch("members", members))
    page = page_of(rows, order=["-constituted_at", "-pk"], after=after)
    sessions = Session.objects.held().filter(jury__in=rows.values("pk"), ends_on__gte=on)
    sessions = list(sessions.order_by("starts_on", "pk")) if page.is_first else []
    known = {jury.pk: jury for jury in page}
    known |= {jury.pk: jury for jury in rows.filter(pk__in={s.jury_id for s in sessions} - known.keys())}
    ties, parameters = dossier.candidate.ties(), dossier.version.jury_parameters()
    dissolved = set(dossier.examinations.filter(state__in=FALLEN).values_list("jury", flat=True))
    checked = {pk: _checked(jury, ties, parameters, pk in dissolved) for pk, jury in known.items()}
    options = [Option(known[s.jury_id], s, *checked[s.jury_id]) for s in sessions]
    options += [Option(jury, None, *checked[jury.pk]) for jury in page]
    return Choice(options, page)


def _checked(jury, ties, parameters, is_dissolved):
    members = list(jury.members.all())
    people = [as_juror(member.user) for member in members]
    chair = next((member.user.email for member in members if member.is_chair), "")
    reasons = ("Ce jury a été dissous pour ce dossier.",) if is_dissolved else ()
    try:
        check_composition(people, chair=chair, candidate=ties, parameters=parameters)
    except JuryRefused as refusal:
        reasons += refusal.sentences
    return [(m, tie_between(p, ties)) for m, p in zip(members, people, strict=True)], reasons
