"""What one submission holds at national size: the same for everybody, as long as a real one."""

import json

TEXT = "À l’automne, j’ai repris l’accueil avec quatre personnes et quarante minutes d’attente. " * 6


def content_of(version):
    """One submission, the same for everybody: what it holds is what pages read."""
    blocks = [
        {
            "code": b.code,
            "label": b.label,
            "title": b.title,
            "competences": [{"code": c.code, "title": c.title} for c in b.competences.all()],
        }
        for b in version.blocks.all()[:2]
    ]
    illustrations = [
        {"block": b["code"], "competence": c["code"], "text": TEXT[:300]}
        for b in blocks
        for c in b["competences"]
    ]
    situation = {
        "position": 1,
        "title": "Reprise de l’accueil",
        "context": TEXT,
        "presentation": TEXT,
        "analysis": TEXT,
        "blocks": [b["code"] for b in blocks],
        "illustrations": illustrations,
        "passages": [],
    }
    return json.dumps(
        {
            "reference": "2026-0001",
            "kind": "Dossier",
            "blocks": blocks,
            "situations": [situation],
            "attachments": [],
        },
        ensure_ascii=False,
    )
