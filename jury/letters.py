"""What the motivated letter says, as a value to freeze: what proved each competence or what lacked, what
follows, how to appeal."""

from django.utils import timezone

from candidates.models import Sex
from certificates.models import Certificate
from jury.selectors import competence_views
from rules import french
from rules.appeals import appeal_until
from rules.awards import kept_until


def letter_content(examination, minutes, *, at):
    """Needs `full_examination`. `at` is the notification, from which the time to appeal runs."""
    dossier = examination.dossier
    candidate, version = dossier.candidate, dossier.version
    blocks = _blocks(examination)
    return {
        "told_on": french.day(timezone.localdate(at)),
        "decided_on": french.day(timezone.localdate(minutes.closed_at)),
        "certification": {
            "full_title": version.full_title,
            "acronym": version.acronym,
            "is_illustrative": version.is_illustrative,
            "authorities": [authority.name for authority in version.authorities.all()],
        },
        "candidate": {
            "name": candidate.civil_name,
            "is_woman": candidate.sex == Sex.FEMALE,
            "organisation": str(candidate.user.organisation or ""),
        },
        "dossier": {
            "reference": dossier.reference,
            "kind": dossier.kind,
            "is_vae": candidate.is_vae,
            "told_companion": bool(candidate.is_vae and candidate.companion_email),
        },
        "jury": examination.jury.name,
        "session": examination.session.name if examination.session else "",
        "chair": next(seat.juror.full_name for seat in examination.seats.all() if seat.is_chair),
        "minutes": {
            "reference": minutes.reference,
            "sha256": minutes.sha256,
            "rectifies": bool(minutes.rectifies_id),
        },
        "blocks": blocks,
        "has_cqp": Certificate.objects.cqps().filter(candidate=candidate).exists(),
        "next": _what_follows(blocks, version, on=timezone.localdate(minutes.closed_at)),
        "appeal_until": french.day(appeal_until(at, version.appeal_days)),
    }


def _blocks(examination):
    decisions = {decision.block_id: decision.is_validated for decision in examination.decisions.all()}
    blocks = {}
    for view in competence_views(examination):
        block = blocks.setdefault(
            view.block.pk,
            {
                "position": view.block.position,
                "label": view.block.label,
                "title": view.block.title,
                "is_validated": decisions[view.block.pk],
                "competences": [],
            },
        )
        block["competences"].append(_competence(view))
    return list(blocks.values())


def _competence(view):
    acquired = view.is_kept or view.verdict.is_acquired
    if view.is_kept:
        found = "conservée d’un dossier précédent"
    elif not acquired:
        found = "non acquise"
    else:
        found = "prouvée à l’entretien" if view.interview else "prouvée par le dossier"
    return {
        "code": view.competence.code,
        "title": view.competence.title,
        "is_acquired": acquired,
        "found": found,
        "motive": "" if acquired else view.verdict.motive,
    }


def _what_follows(blocks, version, *, on):
    refused = [str(block["position"]) for block in blocks if not block["is_validated"]]
    if not refused:
        return []
    is_one = len(refused) == 1
    names = f"le bloc {refused[0]}" if is_one else f"les blocs {french.listing(refused)}"
    until = kept_until(decided_on=on, months=version.keeps_acquired_competences_months)
    kept = (
        "Les compétences trouvées acquises le restent si un jury est chargé de ce nouveau dossier avant le "
        f"{french.day(until)} : il ne se prononcera que sur les autres."
        if until
        else f"Le jury se prononcera de nouveau sur toutes {'ses' if is_one else 'leurs'} compétences."
    )
    return [
        f"Vous pouvez présenter de nouveau {names}, dans un autre dossier, quand vous le voulez, en "
        "repartant de votre texte si vous le souhaitez. Les modules déjà suivis restent acquis.",
        kept,
    ]
