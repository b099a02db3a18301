"""The people of the demonstration: fictitious, with names as long and as varied as real ones."""

from dataclasses import dataclass
from datetime import date

DOMAIN = "@demo.example"
FINISTERE, RHONE = "Caf du Finistère", "Cpam du Rhône"
TRAINING_BODY = "Institut 4.10"


@dataclass(frozen=True)
class Person:
    """`stand` is what the sign-in page says of them."""

    login: str
    first_names: str
    birth_name: str
    used_name: str
    sex: str
    born: tuple[date, str, str]
    organisation: str
    unit: str
    function: str
    stand: str
    route: str = "training"

    @property
    def email(self):
        return self.login + DOMAIN


def _p(
    login,
    first_names,
    birth_name,
    used_name,
    sex,
    born,
    organisation,
    unit,
    function,
    stand,
    route="training",
):
    year, month, day, place, area = born
    return Person(
        login,
        first_names,
        birth_name,
        used_name,
        sex,
        (date(year, month, day), place, area),
        organisation,
        unit,
        function,
        stand,
        route,
    )


ALLOCATIONS, ACCUEIL, CONTROLE = "Prestations familiales", "Relation allocataires", "Contrôle"
INDEMNITES, EMPLOYEURS, PLATEFORME = (
    "Indemnités journalières",
    "Relations employeurs",
    "Plateforme téléphonique",
)

CANDIDATES = [
    _p(
        "gaelle.le-guen",
        "Gaëlle Marie",
        "Le Guen",
        "",
        "F",
        (1984, 5, 4, "Quimper", "29"),
        FINISTERE,
        ACCUEIL,
        "Responsable de l’accueil de Morlaix",
        "Deux CCP, un entretien à venir, un brouillon",
    ),
    _p(
        "nadia.haddad",
        "Nadia",
        "Haddad",
        "",
        "F",
        (1987, 11, 30, "Vénissieux", "69"),
        RHONE,
        PLATEFORME,
        "Responsable de plateau",
        "Modules suivis, premier dossier à commencer",
    ),
    _p(
        "karim.benali",
        "Karim Idriss",
        "Benali",
        "",
        "M",
        (1990, 1, 17, "Oran", "Algérie"),
        FINISTERE,
        ALLOCATIONS,
        "Responsable d’unité",
        "Modules à suivre",
    ),
    _p(
        "claire.martin",
        "Claire Lucie",
        "Œuvrard",
        "Martin-Dupuis",
        "F",
        (1979, 8, 2, "Lyon 3e", "69"),
        RHONE,
        INDEMNITES,
        "Responsable d’unité",
        "Modules suivis dans le mauvais ordre",
    ),
    _p(
        "thomas.petit",
        "Thomas",
        "Petit",
        "",
        "M",
        (1992, 3, 9, "Brest", "29"),
        FINISTERE,
        CONTROLE,
        "Responsable du contrôle",
        "Brouillon, second module planifié",
    ),
    _p(
        "sophie.lefevre",
        "Sophie Anne",
        "Lefèvre",
        "",
        "F",
        (1982, 6, 21, "Villeurbanne", "69"),
        RHONE,
        EMPLOYEURS,
        "Responsable de service",
        "Dossier déposé",
    ),
    _p(
        "julien.moreau",
        "Julien",
        "Moreau",
        "",
        "M",
        (1986, 12, 5, "Landerneau", "29"),
        FINISTERE,
        ALLOCATIONS,
        "Responsable d’unité",
        "Dossier déposé depuis plus d’un mois",
    ),
    _p(
        "anne-charlotte.de-la-rochefoucauld",
        "Anne-Charlotte Émilie Marguerite",
        "Œschger",
        "de La Rochefoucauld-Montbel",
        "F",
        (1984, 2, 29, "Longwy", "54"),
        RHONE,
        INDEMNITES,
        "Responsable adjointe de service",
        "Dossier en lecture",
    ),
    _p(
        "yusuf.ozturk",
        "Yusuf",
        "Öztürk",
        "",
        "M",
        (1985, 9, 14, "Kırkağaç", "Turquie"),
        RHONE,
        EMPLOYEURS,
        "Responsable de pôle",
        "En lecture, avis tous envoyés",
    ),
    _p(
        "maelys.nguessan",
        "Maëlys Adjoua",
        "N’Guessan",
        "",
        "F",
        (1991, 4, 27, "Abidjan", "Côte d’Ivoire"),
        RHONE,
        PLATEFORME,
        "Responsable d’équipe",
        "Entretien à consigner",
    ),
    _p(
        "elodie.faure",
        "Élodie",
        "Faure",
        "",
        "F",
        (1983, 10, 19, "Givors", "69"),
        RHONE,
        INDEMNITES,
        "Responsable d’unité",
        "Entretien à convoquer",
    ),
    _p(
        "nicolas.garnier",
        "Nicolas Yann",
        "Garnier",
        "",
        "M",
        (1980, 7, 8, "Concarneau", "29"),
        FINISTERE,
        ACCUEIL,
        "Responsable de site",
        "Un bloc validé",
    ),
    _p(
        "fatou.diallo",
        "Fatou Bintou",
        "Diallo",
        "",
        "F",
        (1988, 2, 11, "Décines-Charpieu", "69"),
        RHONE,
        PLATEFORME,
        "Responsable de plateau",
        "Trois CCP, le quatrième bloc en lecture",
    ),
    _p(
        "helene.rousseau",
        "Hélène Françoise",
        "Ğürel",
        "Rousseau",
        "F",
        (1976, 1, 1, "Saint-Pol-de-Léon", "29"),
        FINISTERE,
        ALLOCATIONS,
        "Cheffe de service",
        "CQP délivré",
    ),
    _p(
        "paul.ronsard",
        "Paul",
        "Ronsard",
        "",
        "M",
        (1989, 5, 23, "Caluire-et-Cuire", "69"),
        RHONE,
        EMPLOYEURS,
        "Responsable d’unité",
        "Bloc non validé après l’entretien",
    ),
    _p(
        "ines.roche",
        "Inès Apolline",
        "Roche",
        "",
        "F",
        (1990, 8, 12, "Tarare", "69"),
        RHONE,
        PLATEFORME,
        "Responsable d’équipe",
        "Décision rendue, résultats à publier avec sa session",
    ),
    _p(
        "marc.lambert",
        "Marc Olivier",
        "Lambert",
        "",
        "M",
        (1972, 11, 3, "Douarnenez", "29"),
        FINISTERE,
        CONTROLE,
        "Responsable du contrôle sur place",
        "VAE, dossier de validation en lecture",
        "vae",
    ),
    _p(
        "sarah.cohen",
        "Sarah",
        "Cohen",
        "",
        "F",
        (1978, 9, 30, "Tunis", "Tunisie"),
        RHONE,
        INDEMNITES,
        "Responsable de service",
        "VAE, recevabilité en attente",
        "vae",
    ),
]


def where_they_stand():
    return {person.email: person.stand for person in CANDIDATES}
