"""Referential files made for tests: any number of blocks, any number of competences."""

import json


def referential_document(*, blocks=(2, 1), code="CQP-T", version="1", **changes):
    """A document in the file format; `blocks` holds the number of competences of each block."""
    return {
        "code": code,
        "version": version,
        "acronym": "CQP T",
        "title": "Titre d’essai de la Sécurité sociale",
        "illustrative": False,
        "rncp": {
            "number": "RNCP12345",
            "level": 5,
            "eqf_level": 5,
            "nsf": ["310"],
            "decision_on": "2024-01-15",
            "valid_until": "2029-01-15",
            "last_award_on": None,
        },
        "authorities": [{"name": "Ucanss", "siret": "78462143500048"}, {"name": "CPNEFP", "siret": None}],
        "modules": [
            {"code": "AFP", "title": "Analyser et formaliser sa pratique"},
            {"code": "SPE", "title": "Se préparer aux épreuves de certification"},
        ],
        "jury": {"min_members": 2, "min_external_share": 0.5},
        "keeps_acquired_competences_months": 0,
        "blocks": [
            {
                "code": f"B{rank}",
                "title": f"Titre du bloc {rank}",
                "competences": [
                    {"code": f"C{rank}.{place}", "title": f"Compétence {place} du bloc {rank}"}
                    for place in range(1, count + 1)
                ],
            }
            for rank, count in enumerate(blocks, 1)
        ],
    } | changes


def referential_bytes(**options):
    return json.dumps(referential_document(**options)).encode()
