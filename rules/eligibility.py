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


def obstacles_from_modules(
    required: Sequence[RequiredModule], attended: Mapping[str, Attendance], *, on: date
) -> tuple[str, ...]:
    """A11 with D6: every module followed, each begun on or after the day the earlier ones ended,
    all of them ended on or before `on`. One sentence an obstacle, none when the way is free."""
    obstacles: list[str] = []
    earlier: tuple[RequiredModule, date] | None = None
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
        if earlier and attendance.started_on < earlier[1]:
            obstacles.append(
                f"Le module {title} a commencé le {day(attendance.started_on)}, avant la fin du module "
                f"{quoted(earlier[0].title)} ({day(earlier[1])}) : l’ordre des modules est obligatoire, "
                f"il est à suivre de nouveau à partir du {day(earlier[1])}."
            )
        if earlier is None or attendance.ended_on >= earlier[1]:
            earlier = (module, attendance.ended_on)
    return tuple(obstacles)


def is_feasible(feasibility: Feasibility | None, *, on: date) -> bool:
    """D4: accepted, or two months without an answer (the day two months later, silence has accepted),
    and still valid."""
    if feasibility is None or feasibility.has_lapsed(on):
        return False
    silence = add_months(feasibility.requested_on, FEASIBILITY_SILENCE_MONTHS)
    if feasibility.decided_on is None or feasibility.decided_on >= silence:
        return on >= silence  # accepted by silence: an answer that comes later does not undo it
    return bool(feasibility.is_accepted) and feasibility.decided_on <= on


def obstacles_from_feasibility(feasibility: Feasibility | None, *, on: date) -> tuple[str, ...]:
    if is_feasible(feasibility, on=on):
        return ()
    if feasibility is None:
        return ("La demande de recevabilité (VAE) n’est pas enregistrée.",)
    if feasibility.is_accepted is False:
        return ("La demande de recevabilité (VAE) a été refusée.",)
    if feasibility.valid_until and feasibility.has_lapsed(on):
        return (
            f"La recevabilité (VAE) n’est plus valable depuis le {day(feasibility.valid_until)} : "
            "une nouvelle demande est nécessaire.",
        )
    if feasibility.is_accepted:
        return ("La recevabilité (VAE) est acceptée à une date à venir.",)
    silence = add_months(feasibility.requested_on, FEASIBILITY_SILENCE_MONTHS)
    return (
        f"La demande de recevabilité (VAE) du {day(feasibility.requested_on)} attend une réponse ; "
        f"sans réponse, elle sera acceptée le {day(silence)}.",
    )


def obstacles_to_positioning(
    required: Sequence[RequiredModule],
    attended: Mapping[str, Attendance],
    *,
    on: date,
    vae: bool,
    feasibility: Feasibility | None,
) -> tuple[str, ...]:
    """Everything that stands between a person and a first dossier, « quel que soit le parcours » (A11,
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
