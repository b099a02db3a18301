"""« Mon parcours », computed: each block with its competences and state, the next step, what is awaited."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from candidates.delays import stays_in
from candidates.models import Dossier, Outcome
from candidates.selectors import competence_map, coverage_count, holes_of, with_text
from candidates.states import DossierState
from candidates.versions_followed import validated_by_equivalence
from jury.custody import CustodyView, custody_view, offered_slots
from jury.models import Attendance, Examination
from jury.states import ExaminationState
from rules.completion import unanswered
from rules.french import count, day, listing
from ui.templatetags.ui import moment


@dataclass(frozen=True)
class Tile:
    """A block as the candidate sees it. `lines` holds (icon state, competence)."""

    block: object
    tone: str
    tag: str
    lines: list
    link: str = ""
    link_label: str = ""

    @property
    def is_validated(self):
        return self.tone == "ok"


@dataclass(frozen=True)
class Step:
    """Something to do now, or something awaited from somebody else (« qui a la main, depuis quand »)."""

    title: str
    sentences: list
    actions: list = field(default_factory=list)  # (label, url)
    progress: tuple | None = None
    note: str = ""
    custody: CustodyView | None = None


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
    tiles = [_tile(block, dossiers, ccps.get(block.pk), equivalent.get(block.pk)) for block in blocks]
    cqp = next((c for c in known if not c.is_ccp), None)
    attended = {a.module_id: a for a in candidate.attendances.all()}
    return Course(
        candidate=candidate,
        tiles=tiles,
        now=_summoned(dossiers, on=on)
        or _to_choose(dossiers)
        or _next_step(candidate, tiles, dossiers, obstacles, cqp, on=on),
        awaited=[step for dossier in dossiers if (step := _awaited(dossier, stays, at))],
        modules=[(module, attended.get(module.pk)) for module in candidate.version.modules.all()],
        obstacles=obstacles,
        cqp=cqp,
        feasibility=candidate.feasibility_in_words(on=on) if candidate.is_vae else (),
    )


def _tile(block, dossiers, ccp, equivalent):
    competences = list(block.competences.all())
    if ccp or equivalent:
        return _validated(block, competences, ccp, equivalent)
    found = [(d, t) for d in dossiers for t in d.targets.all() if t.block_id == block.pk]
    if not found or found[-1][1].outcome == Outcome.REVOKED:
        return _to_present(block, competences, found)
    dossier, target = found[-1]
    return _presented(block, competences, dossier, target)


def _presented(block, competences, dossier, target):
    link = reverse("candidates:dossier", args=[dossier.pk])
    if dossier.is_writable:
        coverage = {
            line.competence.pk: line.coverage for _b, lines in competence_map(dossier) for line in lines
        }
        lines = [(coverage[c.pk], c) for c in competences]
        state = ("live", "Brouillon") if dossier.is_draft else ("wait", "À compléter")
        label = "Dossier en cours d’écriture" if dossier.is_draft else "Dossier à compléter"
        return Tile(block, *state, lines, link, label)
    examination = dossier.standing[0] if dossier.standing else None
    submitted = f"Dossier {dossier.reference}"
    if target.is_withheld:
        return Tile(
            block, "live", "Délibération en cours", [("pending", c) for c in competences], link, submitted
        )
    lines = [(_verdict_icon(examination, c, is_held=dossier.result_held), c) for c in competences]
    if target.outcome == Outcome.NOT_VALIDATED:
        result = reverse("jury:result", args=[examination.pk])
        return Tile(block, "stop", "Non validé", lines, result, "Lire la décision et ses motifs")
    if dossier.state == DossierState.INTERVIEW:
        return Tile(block, "wait", "Entretien", lines, link, submitted)
    return Tile(block, "live", dossier.get_state_display(), lines, link, submitted)


def _to_present(block, competences, found):
    """Never presented, or validated by a CCP that was revoked since (D13)."""
    lines = [("pending", c) for c in competences]
    if not found:
        return Tile(block, "", "À présenter", lines)
    return Tile(block, "stop", "CCP révoqué", lines, reverse("certificates:mine"), "À présenter de nouveau")


def _validated(block, competences, ccp, equivalent):
    """By its own CCP, or by the CCP of an older version's block (D14)."""
    held = ccp or equivalent
    label = f"CCP n° {held.number}" if held.number else "CCP attribué, document à venir"
    tag = "Validé" if ccp else "Validé par équivalence"
    lines = [("acquired", c) for c in competences]
    return Tile(block, "ok", tag, lines, reverse("certificates:mine"), label)


def _verdict_icon(examination, competence, *, is_held):
    """`is_held`: of what a session decided, only what is left to complete at the interview is known."""
    if examination is None:
        return "pending"
    if is_held:
        left = {verdict.competence_id for verdict in _left_open(examination)}
        return "to_explore" if competence.pk in left else "pending"
    if competence.pk in {kept.pk for kept in examination.kept.all()}:
        return "acquired"
    verdicts = {v.stage: v for v in examination.verdicts.all() if v.competence_id == competence.pk}
    if any(verdict.is_acquired for verdict in verdicts.values()):
        return "acquired"
    if "interview" in verdicts:
        return "missing"
    return "to_explore" if verdicts else "pending"


def _summoned(dossiers, *, on):
    """An interview has a date that waits for nobody: it comes before all that may be done any day."""
    for dossier in dossiers:
        expected = _expected(dossier.standing[0]) if dossier.standing else None
        if expected is None or timezone.localdate(expected.starts_at) < on:
            continue
        examination = dossier.standing[0]
        codes = listing(v.competence.code for v in _left_open(examination))
        return Step(
            f"Préparer votre entretien du {moment(expected.starts_at)}",
            [
                f"{expected.get_mode_display()} : {expected.place}.",
                f"Devant le jury qui a lu votre dossier, pour le compléter sur {codes}.",
            ],
            [
                ("Ma convocation (PDF)", reverse("jury:interview_notice", args=[examination.pk])),
                ("Ajouter à mon agenda", reverse("jury:interview_calendar", args=[examination.pk])),
                ("Voir ce qui est à compléter", reverse("jury:result", args=[examination.pk])),
                ("Suivre ce dossier", reverse("candidates:dossier", args=[dossier.pk])),
            ],
        )
    return None


def _to_choose(dossiers):
    """The jury offers dates, and waits for an answer."""
    for dossier in dossiers:
        offered = offered_slots(dossier.standing[0]) if dossier.standing else []
        if not offered or dossier.standing[0].state != ExaminationState.TO_SUMMON:
            continue
        codes = listing(v.competence.code for v in _left_open(dossier.standing[0]))
        return Step(
            "Choisir la date de votre entretien",
            [
                f"Le jury vous propose {count(len(offered), 'créneau', 'créneaux')} pour compléter votre "
                f"dossier sur {codes}."
            ],
            [("Voir les créneaux", reverse("jury:slots", args=[dossier.standing[0].pk]))],
        )
    return None


def _expected(examination):
    return next((i for i in examination.interviews.all() if i.attendance == Attendance.EXPECTED), None)


def _next_step(candidate, tiles, dossiers, obstacles, cqp, *, on):
    if cqp:
        return Step(
            f"Vous avez obtenu le {candidate.version.acronym}",
            [f"Tous les blocs sont validés : le {candidate.version.full_title} vous est attribué."],
            [("Voir mes certificats", reverse("certificates:mine"))],
        )
    # a date that runs comes before what may wait
    returned = [d for d in dossiers if d.is_returned]
    if returned:
        return _complete(min(returned, key=lambda d: d.completion.until), on=on)
    draft = next((d for d in reversed(dossiers) if d.is_draft), None)
    if draft:
        return _finish(draft, obstacles)
    free = [tile for tile in tiles if not tile.is_validated and tile.tone in ("", "stop")]
    start = ("Commencer un dossier", reverse("candidates:dossier_start", args=[candidate.pk]))
    if obstacles and free:
        return Step(
            "Suivre vos modules obligatoires",
            ["Avant de déposer un dossier, il reste :", *obstacles, "Vous pouvez déjà commencer à écrire."],
            [("Voir mes modules", reverse("candidates:modules", args=[candidate.pk])), start],
        )
    if free:
        names = listing(str(tile.block.position) for tile in free)
        which = f"Le bloc {names} reste" if len(free) == 1 else f"Les blocs {names} restent"
        return Step(
            "Présenter un bloc",
            [f"{which} à présenter, dans l’ordre que vous voulez, ensemble ou séparément."],
            [start],
        )
    return Step("Rien à faire pour l’instant", ["Vos dossiers sont entre les mains du jury."])


def _complete(dossier, *, on):
    """What the office asked for, until when, and how many points still wait."""
    asked = dossier.completion
    waiting = unanswered([point.as_rule() for point in asked.points.all()])
    title = f"Compléter votre dossier pour le {dossier.blocks_label}".replace("le blocs", "les blocs")
    complete = ("Compléter le dossier", reverse("candidates:dossier", args=[dossier.pk]))
    if on > asked.until:
        late = (
            f"La date du {day(asked.until)} est passée. Votre texte est gardé : demandez aux gestionnaires "
            "de la prolonger pour déposer votre dossier de nouveau."
        )
        return Step(title, [late], [complete])
    left = (
        f"{count(len(waiting), 'point attend', 'points attendent')} votre réponse."
        if waiting
        else "Vous avez répondu à chaque point : il reste à déposer votre dossier de nouveau."
    )
    return Step(
        title, [f"Les gestionnaires l’attendent jusqu’au {day(asked.until)} inclus.", left], [complete]
    )


def _finish(draft, obstacles):
    required = [hole.sentence for hole in holes_of(draft) if hole.is_required]
    done, in_all = coverage_count(draft)
    resume = ("Reprendre l’écriture", reverse("candidates:dossier", args=[draft.pk]))
    check = ("Voir ce qui manque", reverse("candidates:dossier_submit", args=[draft.pk]))
    if not required and not obstacles:
        return Step(
            f"Relire et déposer votre dossier pour le {draft.blocks_label}".replace("le blocs", "les blocs"),
            ["Rien d’obligatoire ne manque.", *_thin(draft)],
            [("Vérifier et déposer", check[1]), ("Continuer à écrire", resume[1])],
            progress=(done, in_all),
        )
    return Step(
        f"Terminer votre dossier pour le {draft.blocks_label}".replace("le blocs", "les blocs"),
        [*required[:2], *obstacles[:2]],
        [resume, check],
        progress=(done, in_all),
        note=draft.saved_at,
    )


def _thin(draft):
    """What reading may not prove, said before the interview says it."""
    bare = [
        line.competence.code
        for _b, lines in competence_map(draft)
        for line in lines
        if line.coverage == "none"
    ]
    return [f"Sans illustration pour l’instant : {listing(bare)}."] if bare else []


def _awaited(dossier, stays, at):
    link = [("Suivre ce dossier", reverse("candidates:dossier", args=[dossier.pk]))]
    name = dossier.blocks_label[0].upper() + dossier.blocks_label[1:]
    if dossier.state == DossierState.SUBMITTED:
        view = custody_view(dossier, None, stays=stays, at=at)
        return Step(f"{name} : dossier déposé", ["Vous pouvez encore le retirer."], link, custody=view)
    if not dossier.standing:
        return None
    examination = dossier.standing[0]
    if examination.is_closed and not dossier.is_withheld:
        return None
    view = custody_view(dossier, examination, stays=stays, at=at)
    if dossier.is_withheld:
        said = ["La décision vous sera annoncée avec celles de toute la session."]
        return Step(f"{name} : délibération en cours", said, link, custody=view)
    if dossier.state == DossierState.UNDER_READING:
        return Step(f"{name} : en lecture", ["Le jury lit votre dossier."], link, custody=view)
    return _awaited_interview(dossier, examination, view)


def _awaited_interview(dossier, examination, view):
    codes = listing(v.competence.code for v in _left_open(examination))
    link = [("Préparer l’entretien", reverse("candidates:dossier", args=[dossier.pk]))]
    if view.interview:
        said = [f"Compétences abordées : {codes}."]
        if view.interview.starts_at < timezone.now():
            said.append("La présidence du jury consignera l’entretien, puis le jury délibérera.")
        return Step("Entretien avec le jury", said, link, custody=view)
    if examination.is_deliberation:
        return Step(
            "Délibération en cours", ["L’entretien a eu lieu ; le jury délibère."], link, custody=view
        )
    return Step(
        "Entretien à venir",
        [
            f"La convocation part dès que vous choisissez une date. Compétences abordées : {codes}."
            if offered_slots(examination)
            else f"Une convocation va vous être adressée. Compétences abordées : {codes}."
        ],
        link,
        custody=view,
    )


def _left_open(examination):
    return [v for v in examination.verdicts.all() if v.stage == "reading" and not v.is_acquired]
