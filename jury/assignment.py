"""To whom a dossier may be given: sessions to come, juries, and what stands against each, before a click."""

from dataclasses import dataclass

from django.db.models import Count, Q

from jury.models import Jury, Session
from jury.panel import as_juror
from jury.states import FALLEN, OVER
from rules.composition import check_composition, tie_between
from rules.errors import JuryRefused

OPEN = Q(examinations__isnull=False) & ~Q(examinations__state__in=OVER)


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


def options_for(dossier, *, on):
    """Sessions that are not over first, by date; then every jury outside a session. In a fixed number of
    queries."""
    juries = {
        jury.pk: jury
        for jury in Jury.objects.filter(certification=dossier.version.certification_id)
        .prefetch_related("members__user__organisation", "members__user__juror_profile")
        .annotate(at_work=Count("examinations", filter=OPEN))
    }
    ties, parameters = dossier.candidate.ties(), dossier.version.jury_parameters()
    dissolved = set(dossier.examinations.filter(state__in=FALLEN).values_list("jury", flat=True))
    checked = {pk: _checked(jury, ties, parameters, pk in dissolved) for pk, jury in juries.items()}
    sessions = Session.objects.held().filter(jury__in=juries, ends_on__gte=on).order_by("starts_on", "pk")
    found = [Option(juries[s.jury_id], s, *checked[s.jury_id]) for s in sessions]
    return found + [Option(jury, None, *checked[pk]) for pk, jury in juries.items()]


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
