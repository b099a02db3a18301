"""Those who make the demonstration work: jurors, managers, an administrator, and the juries they form."""

from dataclasses import dataclass

from cqp.demo.people import DOMAIN, FINISTERE, RHONE


@dataclass(frozen=True)
class Worker:
    login: str
    first_name: str
    last_name: str
    organisation: str
    unit: str
    function: str

    @property
    def email(self):
        return self.login + DOMAIN


JURORS = [
    Worker("herve.castel", "Hervé", "Castel", "Carsat Bretagne", "Retraite", "Directeur de la retraite"),
    Worker(
        "isabelle.marchand",
        "Isabelle",
        "Marchand",
        "Urssaf Île-de-France",
        "Recouvrement",
        "Directrice adjointe",
    ),
    Worker(
        "bruno.keller", "Bruno", "Keller", "Cpam de Loire-Atlantique", "Ressources humaines", "Responsable RH"
    ),
    Worker(
        "catherine.vasseur",
        "Catherine",
        "Vasseur",
        "Caf de la Gironde",
        "Prestations",
        "Cheffe de département",
    ),
    Worker(
        "mohamed.amrani", "Mohamed", "Amrani", "Urssaf Rhône-Alpes", "Contrôle", "Responsable du contrôle"
    ),
    Worker(
        "valerie.picard", "Valérie", "Picard", "Carsat Sud-Est", "Action sociale", "Responsable de service"
    ),
    Worker(
        "yann.kermarrec",
        "Yann",
        "Kermarrec",
        FINISTERE,
        "Direction comptable",
        "Responsable du contrôle interne",
    ),
    Worker(
        "laurence.bonnet", "Laurence", "Bonnet", RHONE, "Ressources humaines", "Responsable de la formation"
    ),
]

MANAGERS = [
    Worker(
        "sophie.marchal", "Sophie", "Marchal", "Ucanss", "Certification", "Gestionnaire des certifications"
    ),
    Worker("david.ferrand", "David", "Ferrand", "Ucanss", "Certification", "Gestionnaire des certifications"),
]

ADMINISTRATOR = Worker("alice.noel", "Alice", "Noël", "Ucanss", "Système d’information", "Administratrice")

# logins of those who sit for the employees; the others sit for the employers
EMPLOYEES = {"isabelle.marchand", "mohamed.amrani", "valerie.picard", "yann.kermarrec"}

# name → logins, the chair first
JURIES = {
    "Session d’automne, jury A": ["herve.castel", "isabelle.marchand", "laurence.bonnet"],
    "Session d’automne, jury B": ["catherine.vasseur", "mohamed.amrani"],
    "Session d’automne, jury C": ["bruno.keller", "valerie.picard", "yann.kermarrec"],
}
