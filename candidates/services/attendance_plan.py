"""The dry run of an import: each line of a list judged against what is recorded."""

from datetime import date

from accounts.models import Organisation, folded_name
from candidates.attendance_lines import facts_of
from candidates.models import Candidate, Tied
from candidates.services.passport import refusals_of_dates
from rules.eligibility import Attendance, out_of_order
from rules.french import day, listing, quoted
from ui.search import fold

LABELS = {
    "started_on": "du",
    "ended_on": "au",
    "training_body": "organisme",
    "trainer_email": "formateur",
    "is_followed": "suivi",
}
NEXT_TO_NOTHING = {"training_body": "", "trainer_email": "", "is_followed": False}


def plan_lines(lines, *, by, today):
    """What each line would do: [{line, person, module, outcome, sentences, changes…}], in the file's order,
    in a fixed number of queries. `by` is nobody when the command line imports."""
    read = [(line, *facts_of(line)) for line in lines]
    people = _people(facts["email"] for _line, facts, _s in read)
    bodies = _body_names(facts["training_body"] for _line, facts, _s in read)
    closed = set(Tied.objects.managing(by).values_list("candidate", flat=True)) if by else set()
    plan = [_judged(line, facts, sentences, people, bodies, closed, today) for line, facts, sentences in read]
    _refuse_doubles(plan)
    _warn_of_order(plan, people)
    return plan


def _people(emails):
    """{address: candidacies}."""
    found = {}
    rows = Candidate.objects.filter(user__email__in=set(emails)).with_course()
    for candidate in rows.order_by("pk"):
        found.setdefault(candidate.user.email, []).append(candidate)
    return found


def _body_names(names):
    """{folded name: its one spelling}: known, or else the same whatever the lines' order."""
    asked = sorted({name for name in names if name})
    known = dict(Organisation.objects.values_list("folded", "name"))
    return {folded_name(name): name for name in reversed(asked)} | known


def _judged(line, facts, sentences, people, bodies, closed, today):
    entry = {"line": line["line"], "candidate": None, "module": None, "person": facts["email"], "title": ""}
    entry |= {"outcome": "refused", "sentences": list(sentences), "changes": [], "facts": {}}
    candidate, module = _who_and_what(facts, people, closed, entry["sentences"])
    if candidate:
        entry |= {"person": candidate.civil_name, "candidate": candidate.pk}
    if module:
        entry |= {"title": module.title, "module": module.pk}
    known = candidate.attended().get(module.code) if module else None
    entry["sentences"] += _of_dates(facts, known, today)
    if entry["sentences"]:
        return entry
    before, after = _before_and_after(known, facts, bodies)
    changes = [
        [label, _word(before[name]), _word(after[name])]
        for name, label in LABELS.items()
        if before and before[name] != after[name]
    ]
    outcome = "created" if before is None else "changed" if changes else "unchanged"
    return entry | {"outcome": outcome, "changes": changes, "facts": after}


def _of_dates(facts, known, today):
    """What is wrong with the dates of a line, whoever it is about; nothing while one of them is unread."""
    started_on, ended_on, is_followed = facts["started_on"], facts["ended_on"], facts["is_followed"]
    if started_on is None or ended_on is None:
        return []
    if is_followed is None:
        is_followed = known is not None and known.is_followed
    refusals = refusals_of_dates(
        started_on=started_on, ended_on=ended_on, is_followed=is_followed, today=today
    )
    return [sentence for refusal in refusals for sentence in refusal.sentences]


def _who_and_what(facts, people, closed, sentences):
    """The candidacy and the module that a line is about; None for what is not known. `closed`: the keys of
    the candidates that whoever imports may not handle."""
    email, asked = facts["email"], fold(facts["module"])
    candidacies = people.get(email, [])
    if not email or not asked:
        return None, None
    if not candidacies:
        sentences.append(
            f"Aucun candidat n’a l’adresse {email[:80]} : corrigez-la, ou inscrivez d’abord la personne."
        )
        return None, None
    if any(candidate.pk in closed for candidate in candidacies):
        sentences.append(
            "Nul n’instruit sa propre candidature, ni celle d’une personne à qui un lien l’attache : confiez "
            "cette ligne à un autre gestionnaire."
        )
        return None, None
    if facts["certification"]:
        candidacies = [c for c in candidacies if fold(facts["certification"]) in _names_of(c.version)]
        if not candidacies:
            sentences.append(
                f"Cette personne n’est pas inscrite à « {facts['certification'][:80]} » : corrigez le sigle."
            )
            return None, None
    found = [
        (c, m) for c in candidacies for m in c.version.modules.all() if asked in {fold(m.code), fold(m.title)}
    ]
    if len(found) == 1:
        return found[0]
    only = candidacies[0] if len(candidacies) == 1 else None
    if not found:
        known = listing(quoted(m.title) for c in candidacies for m in c.version.modules.all())
        sentences.append(
            f"Le module « {facts['module'][:80]} » n’est pas de son parcours, qui demande {known}."
            if known
            else "Son parcours ne demande aucun module."
        )
    else:
        sentences.append(
            "Ce module est de plusieurs parcours de cette personne : ajoutez une colonne « certification »."
        )
    return only, None


def _names_of(version):
    return {fold(version.certification.code), fold(version.acronym), fold(version.full_title)}


def _before_and_after(known, facts, bodies):
    """What is recorded and what would be. An empty cell keeps what is there."""
    before = known and {
        "started_on": known.started_on.isoformat(),
        "ended_on": known.ended_on.isoformat(),
        "training_body": known.training_body.name if known.training_body else "",
        "trainer_email": known.trainer_email,
        "is_followed": known.is_followed,
    }
    body = facts["training_body"]
    told = {
        "started_on": facts["started_on"].isoformat(),
        "ended_on": facts["ended_on"].isoformat(),
        "training_body": body and bodies[folded_name(body)],
        "trainer_email": facts["trainer_email"],
        "is_followed": facts["is_followed"],
    }
    kept = before or NEXT_TO_NOTHING
    return before, {name: kept[name] if value is None else value for name, value in told.items()}


def _word(value):
    """A fact as the report shows it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value or "rien"


def _refuse_doubles(plan):
    """One line for one person and one module: two could not both be right."""
    seen = {}
    for entry in plan:
        if entry["candidate"] and entry["module"]:
            seen.setdefault((entry["candidate"], entry["module"]), []).append(entry)
    for entries in seen.values():
        for entry in entries if len(entries) > 1 else []:
            others = listing(str(other["line"]) for other in entries if other is not entry)
            entry["sentences"].append(
                f"La même personne et le même module sont aussi à la ligne {others} : n’en gardez qu’une."
            )
            entry |= {"outcome": "refused", "changes": [], "facts": {}}


def _warn_of_order(plan, people):
    """A12 lets any dates be recorded; what the order (D6) makes of them is said at once."""
    known = {c.pk: c for candidacies in people.values() for c in candidacies}
    codes = {m.pk: m.code for c in known.values() for m in c.version.modules.all()}
    after = {pk: {k: a.as_rule() for k, a in c.attended().items()} for pk, c in known.items()}
    done = [entry for entry in plan if entry["outcome"] != "refused"]
    for entry in done:
        facts = entry["facts"]
        after[entry["candidate"]][codes[entry["module"]]] = Attendance(
            date.fromisoformat(facts["started_on"]),
            date.fromisoformat(facts["ended_on"]),
            facts["is_followed"],
        )
    for entry in done:
        pk = entry["candidate"]
        misplaced = out_of_order(known[pk].version.required_modules(), after[pk])
        entry["warning"] = misplaced.get(codes[entry["module"]], "")
