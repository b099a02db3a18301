"""« Mon parcours », computed: each block with its competences and state, the next step, what is awaited."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from candidates.delays import stays_in
from candidates.models import Dossier
from candidates.selectors import with_text
from candidates.states import DossierState
from candidates.versions_followed import validated_by_equivalence
from cqp.home.awaited import awaited
from cqp.home.steps import Step, next_step, summoned, to_choose
from cqp.home.tiles import tile
from jury.models import Examination


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
    standing = Examination.objects.standing().prefetch_related("verdicts", "kept", "interviews", "slots")
    dossiers = list(
        with_text(Dossier.objects.filter(candidate=candidate).exclude(state=DossierState.WITHDRAWN))
        .prefetch_related(
            "completion_requests__points",
            Prefetch("examinations", queryset=standing, to_attr="standing"),
        )
        .order_by("created_at", "pk")
    )
    stays = stays_in({d.state for d in dossiers}, certification=candidate.certification_id, at=at)
    known = [c for c in candidate.certificates.all() if c.disclosed_at and c.is_standing]
    ccps = {c.block_id: c for c in known if c.is_ccp}
    equivalent = {new: ccps[old] for new, old in validated_by_equivalence(candidate, ccps).items()}
    obstacles = candidate.obstacles(on=on)
    tiles = [tile(block, dossiers, ccps.get(block.pk), equivalent.get(block.pk)) for block in blocks]
    cqp = next((c for c in known if not c.is_ccp), None)
    attended = {a.module_id: a for a in candidate.attendances.all()}
    return Course(
        candidate=candidate,
        tiles=tiles,
        now=summoned(dossiers, on=on)
        or to_choose(dossiers)
        or next_step(candidate, tiles, dossiers, obstacles, cqp, on=on),
        awaited=[step for dossier in dossiers if (step := awaited(dossier, stays, at))],
        modules=[(module, attended.get(module.pk)) for module in candidate.version.modules.all()],
        obstacles=obstacles,
        cqp=cqp,
        feasibility=candidate.feasibility_in_words(on=on) if candidate.is_vae else (),
    )
