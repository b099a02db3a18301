"""Documents to print, without the years of a path: rows that are not saved, filled as the services do."""

import datetime as dt

from certificates.models import Certificate, Document, DocumentKind, Kind

ISSUED_AT = dt.datetime(2026, 12, 14, 9, 30, tzinfo=dt.UTC)
CODE = "7F3A91C2K4QD88TE0WXYZ2M5NP"
REGISTERED = {
    "code": "CQP-MO",
    "version": "2026",
    "acronym": "CQP MO",
    "title": "Manager opérationnel de la Sécurité sociale",
    "full_title": "CQP Manager opérationnel de la Sécurité sociale",
    "is_illustrative": False,
    "rncp_number": "RNCP39999",
    "rncp_decision_on": "2025-03-19",
    "level": 6,
    "eqf_level": 6,
    "nsf": ["310p", "315"],
    "authorities": ["Ucanss", "CPNEFP du régime général de Sécurité sociale"],
}
ILLUSTRATIVE = REGISTERED | {
    "is_illustrative": True,
    "rncp_number": "",
    "rncp_decision_on": None,
    "level": None,
    "eqf_level": None,
    "nsf": [],
}
BORN_IN_FRANCE = {
    "name": "Anne-Charlotte Émilie Marguerite de La Rochefoucauld-Montbel",
    "birth_name": "Œschger",
    "used_name": "de La Rochefoucauld-Montbel",
    "first_names": "Anne-Charlotte Émilie Marguerite",
    "sex": "F",
    "birth_date": "1984-02-29",
    "birth_place": "L’Haÿ-les-Roses",
    "birth_area": "94",
    "organisation": "Caisse primaire de Seine-et-Marne",
}
BORN_ABROAD = BORN_IN_FRANCE | {
    "name": "Yağmur Łukasz Ÿ",
    "birth_name": "Ÿ",
    "used_name": "",
    "first_names": "Yağmur Łukasz",
    "sex": "M",
    "birth_date": "1991-11-01",
    "birth_place": "Kırşehir",
    "birth_area": "Türkiye",
}
TITLES = [
    "Donner du sens aux évolutions et mobiliser l’équipe autour d’elles",
    "Préparer et planifier un projet avec ses parties prenantes",
    "Piloter la mise en œuvre, lever les obstacles et ajuster",
    "Évaluer les effets du changement et capitaliser les enseignements",
]


def words(length):
    """A French sentence of that many characters."""
    sentence = (
        "Conduire avec méthode, dans le respect des règles et des personnes, l’amélioration du service "
    )
    return (sentence * (length // len(sentence) + 1))[: length - 1].rstrip(" ,") + "…"


def block_of(titles=TITLES, *, title="Conduire le changement et les projets de son secteur", position=3):
    proofs = ["reading", "interview", "kept"]
    return {
        "code": f"BC{position}",
        "position": position,
        "count": 4,
        "title": title,
        "competences": [
            {"code": f"C{position}.{rank}", "title": text, "proof": proofs[rank % 3]}
            for rank, text in enumerate(titles, 1)
        ],
    }


def ccp_document(
    *, holder=BORN_IN_FRANCE, certification=REGISTERED, block=None, kind=DocumentKind.SHEET, copy=0
):
    certificate = Certificate(
        kind=Kind.CCP,
        snapshot={
            "holder": holder,
            "certification": certification,
            "block": block or block_of(),
            "basis": {"jury": "Jury A", "minutes_sha256": "0" * 64},
            "decided_on": "2026-12-09",
        },
        number="MO-B3-2026-0118",
        code=CODE,
        issued_on=dt.date(2026, 12, 14),
        issued_at=ISSUED_AT,
        issue={
            "place": "Paris",
            "signatory_title": "Le directeur de l’Ucanss, par délégation",
            "signatory_name": "Camille Delaunay",
        },
    )
    return Document(certificate=certificate, kind=kind, copy=copy, asked_at=ISSUED_AT)
