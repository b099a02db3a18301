"""Who may position for certification, and for which blocks.

Source: A3, A7, A11, A12; D4 (VAE), D6 (« dans cet ordre » with dates that have no hours).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from rules.calendar import add_months
from rules.errors import BlocksRefused, NotEligible
from rules.french import day, listing, period, quoted

FEASIBILITY_SILENCE_MONTHS = 2  # Code du travail L6412-2: two months of silence are an acceptance


@dataclass(frozen=True)
class RequiredModule:
    code: str
    title: str


@dataclass(frozen=True)
class Attendance:
    """A module in a person's course. Planned until somebody confirms that it was followed (A12)."""

    started_on: date
    ended_on: date
    is_followed: bool


@dataclass(frozen=True)
class Feasibility:
    """The VAE feasibility request (recevabilité); `is_accepted` is None while nothing was answered, and
    `valid_until` None while no limit was set to it."""

    requested_on: date
    decided_on: date | None = None
    is_accepted: bool | None = None
    valid_until: date | None = None

    def has_lapsed(self, on: date) -> bool:
        return self.valid_until is not None and on > self.valid_until


def out_of_order(required: Sequence[RequiredModule], attended: Mapping[str, Attendance]) -> dict[str, str]:
    """D6: the modules begun before an earlier one ended, each with the sentence that says so and from which
    day it is to be followed again. Their dates may be recorded all the same (A12): they do not count."""
    found: dict[str, str] = {}
    earlier: tuple[RequiredModule, date] | None = None
    for module in required:
        attendance = attended.get(module.code)
        if attendance is None:
            continue
        if earlier and attendance.started_on < earlier[1]:
            found[module.code] = (
                f"Le module {quoted(module.title)} a commencé le {day(attendance.started_on)}, avant la fin "
                f"du module {quoted(earlier[0].title)} ({day(earlier[1])}) : l’ordre des modules est "
                f"obligatoire, il est à suivre de nouveau à partir du {day(earlier[1])}."
            )
        if earlier is None or attendance.ended_on >= earlier[1]:
            earlier = (module, attendance.ended_on)
    return found


def obstacles_from_modules(
    required: Sequence[RequiredModule], attended: Mapping[str, Attendance], *, on: date
) -> tuple[str, ...]:
    """A11 with D6: every module followed, each begun on or after the day the earlier ones ended,
    all of them ended on or before `on`. One sentence an obstacle, none when the way is free."""
    obstacles: list[str] = []
    misplaced = out_of_order(required, attended)
    for module in required:
        title = quoted(module.title)
        attendance = attended.get(module.code)
        if attendance is None:
            obstacles.append(f"Le module {title} n’est ni suivi ni planifié.")
            continue
        dates = period(attendance.started_on, attendance.ended_on)
        if attendance.ended_on > on:
            obstacles.append(f"Le module {title} est planifié {dates} : il doit être terminé.")
        elif not attendance.is_followed:
            obstacles.append(
                f"Le module {title} était planifié {dates} : sa présence n’est pas encore confirmée."
            )
        if module.code in misplaced:
            obstacles.append(misplaced[module.code])
    return tuple(obstacles)


def silence_accepts_on(feasibility: Feasibility) -> date:
    """The day on which two months without an answer have accepted the request."""
    return add_months(feasibility.requested_on, FEASIBILITY_SILENCE_MONTHS)


def is_accepted_by_silence(feasibility: Feasibility, *, on: date) -> bool:
    """An answer given on that day or later does not undo what silence has accepted."""
    silence = silence_accepts_on(feasibility)
    return on >= silence and (feasibility.decided_on is None or feasibility.decided_on >= silence)


def is_feasible(feasibility: Feasibility | None, *, on: date) -> bool:
    """D4: accepted, or two months without an answer (the day two months later, silence has accepted),
    and still valid."""
    if feasibility is None or feasibility.has_lapsed(on):
        return False
    decided_on = feasibility.decided_on
    if decided_on is None or decided_on >= silence_accepts_on(feasibility):
        return is_accepted_by_silence(feasibility, on=on)
    return bool(feasibility.is_accepted) and decided_on <= on


def feasibility_in_words(feasibility: Feasibility | None, *, on: date) -> tuple[str, ...]:
    """Where the request stands, for both sides: asked when, accepted or refused when and by whom (an answer
    or silence), valid until when."""
    if feasibility is None:
        return ("Aucune demande de recevabilité n’est enregistrée.",)
    asked = f"Demandée le {day(feasibility.requested_on)}"
    silence = day(silence_accepts_on(feasibility))
    if is_accepted_by_silence(feasibility, on=on):
        told = [f"{asked}, acceptée par silence le {silence}."]
        if feasibility.decided_on:
            told.append(f"La réponse du {day(feasibility.decided_on)}, venue après, n’y change rien.")
    elif feasibility.decided_on is None:
        told = [f"{asked}, en attente d’une réponse ; sans réponse, acceptée le {silence}."]
    else:
        answer = "acceptée" if feasibility.is_accepted else "refusée"
        told = [f"{asked}, {answer} le {day(feasibility.decided_on)}."]
        if not feasibility.is_accepted:
            return tuple(told)
    if feasibility.valid_until:
        limit = day(feasibility.valid_until)
        told.append(
            f"Elle n’était valable que jusqu’au {limit} : une nouvelle demande est nécessaire."
            if feasibility.has_lapsed(on)
            else f"Elle est valable jusqu’au {limit}."
        )
    return tuple(told)


def obstacles_from_feasibility(feasibility: Feasibility | None, *, on: date) -> tuple[str, ...]:
    if is_feasible(feasibility, on=on):
        return ()
    if feasibility is None:
        return ("La demande de recevabilité (VAE) n’est pas enregistrée.",)
    if feasibility.is_accepted is False and not is_accepted_by_silence(feasibility, on=on):
        return ("La demande de recevabilité (VAE) a été refusée.",)
    if feasibility.valid_until and feasibility.has_lapsed(on):
        return (
            f"La recevabilité (VAE) n’était valable que jusqu’au {day(feasibility.valid_until)} : "
            "une nouvelle demande est nécessaire.",
        )
    if feasibility.is_accepted:
        return ("La recevabilité (VAE) est acceptée à une date à venir.",)
    return (
        f"La demande de recevabilité (VAE) du {day(feasibility.requested_on)} attend une réponse ; "
        f"sans réponse, elle sera acceptée le {day(silence_accepts_on(feasibility))}.",
    )


def obstacles_to_positioning(
    required: Sequence[RequiredModule],
    attended: Mapping[str, Attendance],
    *,
    on: date,
    vae: bool,
    feasibility: Feasibility | None,
) -> tuple[str, ...]:
    """Everything that stands between a person and a first dossier, « quel que soit le parcours » (A11,
    D4)."""
    from_route = obstacles_from_feasibility(feasibility, on=on) if vae else ()
    return from_route + obstacles_from_modules(required, attended, on=on)


def check_may_position(obstacles: Sequence[str]) -> None:
    """Raises NotEligible with every obstacle at once."""
    if obstacles:
        raise NotEligible(*obstacles)


def check_targets(
    *, asked: Set[str], known: Mapping[str, str], held: Set[str], in_open_dossier: Set[str]
) -> None:
    """A3, A7: one or several blocks, of this version, not yet validated, in no other open dossier. `known`
    maps each code to the name of its block in a sentence: « bloc 1 »."""
    if not asked:
        raise BlocksRefused("Choisissez au moins un bloc.", field="blocks")
    if unknown := asked - known.keys():
        raise BlocksRefused(f"Bloc inconnu de ce référentiel : {listing(sorted(unknown))}.", field="blocks")
    if done := asked & held:
        raise BlocksRefused(
            f"Déjà validé : {listing(_names(done, known))}. Un bloc validé est acquis sans limitation "
            "dans le temps, il n’est pas à présenter de nouveau.",
            field="blocks",
        )
    if busy := asked & in_open_dossier:
        raise BlocksRefused(
            f"Déjà dans un dossier en cours : {listing(_names(busy, known))}. Terminez ou retirez d’abord ce "
            f"dossier.",
            field="blocks",
        )


def _names(codes: Set[str], known: Mapping[str, str]) -> list[str]:
    return [known[code] for code in known if code in codes]


def check_taken_up(*, asked: Set[str], not_validated: Set[str]) -> None:
    """A7: a dossier may start from the text of an earlier one that presented, in vain, one of its blocks."""
    if not asked & not_validated:
        raise BlocksRefused(
            "Le dossier à reprendre ne présentait aucun des blocs choisis : choisissez aussi "
            f"{listing(sorted(not_validated))}, ou partez d’une page blanche.",
            field="taken_up_from",
        )
