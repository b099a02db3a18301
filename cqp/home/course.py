"""« Mon parcours », computed: each block with its competences and state, the next step, what is awaited."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from candidates.delays import usual_stays
from candidates.models import Dossier, Outcome
from candidates.selectors import load_text
from candidates.states import DossierState
from candidates.versions_followed import validated_by_equivalence
from cqp.home.awaited import awaited, awaited_besides, is_awaited
from cqp.home.steps import Step, next_step, summoned, to_choose, to_read
from cqp.home.tiles import tile
from jury.models import Examination, Verdict
from notifications.models import Message


@dataclass(frozen=True)
class Course:
    candidate: object
    tiles: list
    now: Step
    awaited: list
    modules: list
    obstacles: tuple
    cqp: object
    feasibility: tuple = ()

    @property
    def validated(self):
        return sum(tile.is_validated for tile in self.tiles)

    @property
    def left(self):
        return len(self.tiles) - self.validated


def course_of(candidate, *, at):
    """The whole page of one candidacy; needs `with_course` and prefetched `version__blocks__competences`."""
    on = timezone.localdate(at)
    blocks = list(candidate.version.blocks.all())
    dossiers = _dossiers_of(candidate)
    elsewhere = [dossier for dossier in dossiers if is_awaited(dossier)]
    stays = usual_stays({d.told_state for d in elsewhere}, certification=candidate.certification_id, at=at)
    known = [c for c in candidate.certificates.all() if c.disclosed_at and c.is_standing]
    ccps = {c.block_id: c for c in known if c.is_ccp}
    older = ccps.keys() - {block.pk for block in blocks}
    equivalent = {new: ccps[old] for new, old in validated_by_equivalence(candidate, older).items()}
    obstacles = candidate.obstacles(on=on)
    tiles = [tile(block, dossiers, ccps.get(block.pk), equivalent.get(block.pk)) for block in blocks]
    cqp = next((c for c in known if not c.is_ccp), None)
    return Course(
        candidate=candidate,
        tiles=tiles,
        now=to_read(dossiers, _announced(candidate, dossiers), on=on)
        or summoned(elsewhere, on=on)
        or to_choose(elsewhere)
        or next_step(candidate, tiles, dossiers, obstacles, cqp, on=on),
        awaited=[
            *(awaited(dossier, stays, at) for dossier in elsewhere),
            *awaited_besides(candidate, known, on=on),
        ],
        modules=candidate.modules_of_course(),
        obstacles=obstacles,
        cqp=cqp,
        feasibility=candidate.feasibility_in_words(on=on) if candidate.is_vae else (),
    )


def _dossiers_of(candidate):
    """Those that count, the oldest first, each read as far as the page shows it: the text of what is being
    written, what the jury found where something is awaited or was refused."""
    standing = Prefetch("examinations", Examination.objects.standing(), to_attr="standing")
    rows = Dossier.objects.filter(candidate=candidate).exclude(state=DossierState.WITHDRAWN)
    rows = rows.select_related("candidate", "version").prefetch_related("targets", standing)
    dossiers = list(rows.order_by("created_at", "pk"))
    written = [dossier for dossier in dossiers if dossier.is_writable]
    load_text(written)
    prefetch_related_objects([d for d in written if d.is_returned], "completion_requests__points")
    shown = [d.standing[0] for d in dossiers if d.standing and (is_awaited(d) or _has_refused_block(d))]
    verdicts = Prefetch("verdicts", Verdict.objects.select_related("competence"))
    prefetch_related_objects(shown, verdicts, "kept", "interviews", "slots")
    return dossiers


def _announced(candidate, dossiers):
    """The addresses of results whose announcement was not followed: opening the result marks it read."""
    told = [
        reverse("jury:result", args=[dossier.standing[0].pk])
        for dossier in dossiers
        if dossier.result_told_at and dossier.standing
    ]
    if not told:
        return set()
    unread = Message.objects.visible_to(candidate.user).unread().filter(path__in=told)
    return set(unread.values_list("path", flat=True))


def _has_refused_block(dossier):
    return any(target.outcome == Outcome.NOT_VALIDATED for target in dossier.targets.all())
