"""What rectifying minutes state, as a value to freeze: what was wrong, what is right, why."""

from jury.minutes import TITLES
from rules import french
from ui.templatetags.ui import moment

TITLE = "Procès-verbal rectificatif"


def rectifying_content(minutes, *, error, correction, why, verdicts, decisions, closed_by, role, at):
    """`verdicts` and `decisions` are those that change, empty when only words were wrong."""
    first = minutes.content
    rank = minutes.examination.minutes.filter(rectifies__isnull=False).count() + 1
    return {
        "title": TITLE,
        "stage": minutes.stage,
        "reference": f"PV-{minutes.examination.dossier.reference}-R{rank}-{minutes.examination_id}",
        "rectifies": {
            "title": TITLES[minutes.stage] if minutes.rectifies_id is None else TITLE,
            "reference": minutes.reference,
            "closed_at": moment(minutes.closed_at),
            "sha256": minutes.sha256,
        },
        **{key: first[key] for key in ("certification", "jury", "dossier", "candidate")},
        "members": first.get("members", []),
        "error": error,
        "correction": correction,
        "why": why,
        "competences": [
            {
                "code": verdict.competence.code,
                "title": verdict.competence.title,
                "before": "Non acquise" if verdict.is_acquired else "Acquise",
                "after": "Acquise" if verdict.is_acquired else "Non acquise",
                "motive": verdict.motive,
            }
            for verdict in verdicts
        ],
        "blocks": [
            {"label": block.label, "title": block.title, "before": "Non validé", "after": "Validé"}
            for block in decisions
        ],
        "closed_by": closed_by.full_name,
        "role": role,
        "closed_at": moment(at),
        "closed_on": french.day(at.date()),
    }
