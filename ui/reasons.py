"""Why a file of this machine cannot be read or written, in French: the system says it in its own language."""

REASONS = {
    FileNotFoundError: "ce fichier, ou le dossier où il doit être, n’existe pas",
    IsADirectoryError: "c’est un dossier, et un fichier est attendu",
    NotADirectoryError: "ce chemin passe par un fichier comme par un dossier",
    FileExistsError: "ce nom est déjà pris",
    PermissionError: "ce compte n’en a pas le droit",
}


def reason_of(error: OSError):
    return REASONS.get(type(error), f"le système ne le permet pas (erreur {error.errno})")
