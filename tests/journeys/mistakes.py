"""What people mistype or paste, and the sentences that say so."""

TOO_LONG = "é" * 20_001
A_LOT = "N" * 300
NOT_A_KEY = ["0", "-1", "999999", "9" * 30, "9" * 5000, "abc", "1.5", "²"]
NUL = "Le caractère nul n’est pas autorisé."
REQUIRED = "Ce champ est obligatoire."
DAY = "Écrivez la date sous la forme 17/03/2026."
EMAIL = "Saisissez une adresse de courriel valide."
WRONG_CHOICE = "Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."


def at_most(limit, given):
    return f"Assurez-vous que cette valeur comporte au plus {limit} caractères (actuellement {given})."
