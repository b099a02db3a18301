"""Minutes as long as they get: eight members with the longest names, a block of many competences."""

import datetime as dt
from types import SimpleNamespace

NAMES = [
    "Anne-Charlotte de La Rochefoucauld-Montbazon",
    "Marie-Antoinette Vandenbroucke-Wauquiez",
    "Jean-Baptiste Emmanuel Papadiamantopoulos",
    "Þórunn Guðmundsdóttir-Le Quellec",
    "Oluwaseun Adébayọ̀-Saint-Exupéry",
    "Maximilien-Alexandre Szczepaniak-Brzęczyszczykiewicz",
    "Françoise-Élisabeth d’Aubigné de Maintenon",
    "Zoé-Apolline Œuvrard-Kermarrec de Kerguelen",
]
ORGANISATION = "Caisse d’assurance retraite et de la santé au travail de Bourgogne-Franche-Comté"
MOTIVE = "Les faits rapportés ne disent ni l’objectif fixé à l’équipe ni la mesure de ses résultats. " * 3


def member(rank):
    return {
        "id": rank,
        "name": NAMES[rank],
        "function": "Directrice adjointe, chargée de l’accompagnement du changement",
        "organisation": ORGANISATION,
        "is_chair": rank == 0,
        "is_present": True,
        "votes_sent_at": "21 novembre 2026 à 15 h 04",
    }


def competence(rank):
    acquired = rank % 4 != 3
    return {
        "code": f"C1.{rank + 1}",
        "title": "Organiser l’activité de l’équipe en tenant compte des compétences et des priorités",
        "reading": "Acquise" if rank % 2 else "À approfondir",
        "interview": "" if rank % 2 and acquired else ("Acquise" if acquired else "Non acquise"),
        "is_acquired": acquired,
        "votes": {"for": 4, "against": 4} if rank % 5 == 0 else {"for": 8, "against": 0},
        "by_casting_vote": rank % 5 == 0,
        "against_majority": rank == 6,
        "reason": "Le fait rapporté à l’entretien répond au critère." if rank == 6 else "",
        "motive": "" if acquired else MOTIVE,
    }


def long_content(*, competences=20):
    return {
        "title": "Procès-verbal de délibération",
        "reference": "PV-2026-0147-D-12",
        "stage": "interview",
        "session": {
            "number": 12,
            "name": "Session d’automne",
            "dates": "du 21 novembre 2026 au 22 novembre 2026",
            "mode": "Sur place",
            "place": "26-50 avenue du Professeur-André-Lemierre, Paris, salle des actes",
        },
        "certification": {
            "full_title": "Certificat de qualification professionnelle « Manager opérationnel »",
            "acronym": "CQP MO",
            "version": "2",
            "is_illustrative": True,
            "authorities": ["Commission paritaire nationale de l’emploi", "Union des caisses nationales"],
        },
        "jury": {"name": "Session d’automne, jury A", "constituted_on": "12 octobre 2026 à 9 h 00"},
        "dossier": {
            "reference": "2026-0147",
            "kind": "Dossier de pratiques professionnelles",
            "version": 2,
            "submitted_at": "30 octobre 2026 à 21 h 47",
            "sha256": "0123456789abcdef" * 4,
        },
        "candidate": {
            "name": "Maëlys Zoé Le Guen-Kerdoncuff",
            "birth_name": "Œuvrard",
            "is_woman": True,
            "birth": "29 février 1984",
            "organisation": ORGANISATION,
            "route": "Formation",
        },
        "members": [member(rank) for rank in range(8)],
        "removed": [
            {
                "name": "Hervé Kermarrec",
                "organisation": ORGANISATION,
                "removed_at": "14 novembre 2026 à 10 h 00",
                "reason": "Responsable hiérarchique de la personne candidate depuis le 13 novembre 2026.",
            }
        ],
        "interests": [["Hervé Kermarrec", "Responsable hiérarchique de la personne candidate."]],
        "quorum": 2,
        "sat": 8,
        "opened_at": "2 novembre 2026 à 11 h 00",
        "closed_at": "22 novembre 2026 à 17 h 32",
        "interview": {
            "starts_at": "22 novembre 2026 à 14 h 00",
            "mode": "Sur place",
            "place": "26-50 avenue du Professeur-André-Lemierre, Paris, salle des actes",
            "attendance": "Présent(e)",
            "reason": "",
        },
        "previous_interviews": [],
        "blocks": [
            {
                "code": "BC1",
                "label": "Bloc 1",
                "title": "Piloter l’activité et la performance de son équipe au quotidien",
                "result": "not_validated",
                "result_label": "Non validé",
                "competences": [competence(rank) for rank in range(competences)],
            }
        ],
        "remarks": "L’entretien a commencé dix minutes en retard, sans effet sur sa durée.",
        "closed_by": NAMES[0],
    }


def signatures():
    """Seven have signed, one with a reserve; the last one has not."""
    at = dt.datetime(2026, 11, 22, 16, 40, tzinfo=dt.UTC)
    found = []
    for rank, name in enumerate(NAMES):
        signature = SimpleNamespace(
            signed_at=at + dt.timedelta(hours=rank),
            get_method_display="mot de passe confirmé",
            reserve="J’aurais souhaité entendre la personne plus longuement." if rank == 3 else "",
        )
        found.append((SimpleNamespace(full_name=name), signature if rank < 7 else None))
    return found
