"""The next step of a candidate: the one thing to do now."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from candidates.selectors import competence_map, coverage_count, holes_of
from jury.custody import CustodyView, offered_slots
from jury.models import Attendance
from jury.states import ExaminationState
from rules.appeals import appeal_until
from rules.completion import unanswered
from rules.french import count, day, listing
from ui.templatetags.ui import moment


@dataclass(frozen=True)
class Step:
    """Something to do now, or something awaited from somebody else (« qui a la main, depuis quand »)."""

    title: str
    sentences: list
    actions: list = field(default_factory=list)  # (label, url)
    progress: tuple | None = None
    note: str = ""
    custody: CustodyView | None = None


def summoned(dossiers, *, on):
    """An interview has a date that waits for nobody: it comes before all that may be done any day."""
    for dossier in dossiers:
        expected = _expected(dossier.standing[0]) if dossier.standing else None
        if expected is None or timezone.localdate(expected.starts_at) < on:
            continue
        examination = dossier.standing[0]
        codes = listing(v.competence.code for v in examination.left_by_reading())
        return Step(
            f"Préparer votre entretien du {moment(expected.starts_at)}",
            [
                _where(expected),
                f"Devant le jury qui a lu votre dossier, pour le compléter sur {codes}.",
            ],
            [
                *([("Ouvrir le lien de l’entretien", expected.link)] if expected.link else []),
                ("Ma convocation (PDF)", reverse("jury:interview_notice", args=[examination.pk])),
                ("Ajouter à mon agenda", reverse("jury:interview_calendar", args=[examination.pk])),
                ("Voir ce qui est à compléter", reverse("jury:result", args=[examination.pk])),
                ("Suivre ce dossier", reverse("candidates:dossier", args=[dossier.pk])),
            ],
        )
    return None


def _where(meeting):
    """The address of a meeting at a distance is one of the links below, not words to copy."""
    where = meeting.get_mode_display()
    return f"{where}." if meeting.link else f"{where} : {meeting.place}."


def to_choose(dossiers):
    """The jury offers dates, and waits for an answer."""
    for dossier in dossiers:
        offered = offered_slots(dossier.standing[0]) if dossier.standing else []
        if not offered or dossier.standing[0].state != ExaminationState.TO_SUMMON:
            continue
        codes = listing(v.competence.code for v in dossier.standing[0].left_by_reading())
        return Step(
            "Choisir la date de votre entretien",
            [
                f"Le jury vous propose {count(len(offered), 'créneau', 'créneaux')} pour compléter votre "
                f"dossier sur {codes}."
            ],
            [("Voir les créneaux", reverse("jury:slots", args=[dossier.standing[0].pk]))],
        )
    return None


def to_read(dossiers, announced, *, on):
    """A decision was told, and its person has not opened it: before anything else, as long as it may be
    contested. `announced` holds the addresses of the results whose announcement is unread."""
    for dossier in reversed(dossiers):
        if not dossier.result_told_at or not dossier.standing:
            continue
        until = appeal_until(dossier.result_told_at, dossier.version.appeal_days)
        if until < on:
            continue
        address = reverse("jury:result", args=[dossier.standing[0].pk])
        if address in announced:
            return Step(
                "Lire la décision",
                [
                    f"La décision du jury sur votre dossier {dossier.reference}, pour "
                    f"{dossier.the_blocks_label}, est rendue, avec ses motifs et sa lettre.",
                    f"Vous pouvez la contester jusqu’au {day(until)} inclus.",
                ],
                [
                    ("Lire la décision", address),
                    ("Suivre ce dossier", reverse("candidates:dossier", args=[dossier.pk])),
                ],
            )
    return None


def _expected(examination):
    return next((i for i in examination.interviews.all() if i.attendance == Attendance.EXPECTED), None)


def next_step(candidate, tiles, dossiers, obstacles, cqp, *, on):
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
        which = (
            f"Le bloc {names} reste à présenter."
            if len(free) == 1
            else f"Les blocs {names} restent à présenter, dans l’ordre que vous voulez, ensemble ou "
            "séparément."
        )
        return Step("Présenter un bloc", [which], [start])
    return Step("Rien à faire pour l’instant", ["Vos dossiers sont entre les mains du jury."])


def _complete(dossier, *, on):
    """What the office asked for, until when, and how many points still wait."""
    asked = dossier.completion
    waiting = unanswered([point.as_rule() for point in asked.points.all()])
    title = f"Compléter votre dossier pour {dossier.the_blocks_label}"
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
            f"Relire et déposer votre dossier pour {draft.the_blocks_label}",
            ["Rien d’obligatoire ne manque.", *_thin(draft)],
            [("Vérifier et déposer", check[1]), ("Continuer à écrire", resume[1])],
            progress=(done, in_all),
        )
    return Step(
        f"Terminer votre dossier pour {draft.the_blocks_label}",
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
