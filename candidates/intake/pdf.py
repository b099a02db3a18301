"""A PDF without anything that acts: checked, then written again so that only what was read remains."""

import zipfile
from io import BytesIO

import pikepdf

from candidates.intake.outcomes import refuse

PRINT_AGAIN = (
    "Imprimez-le en PDF (Imprimer, puis « Enregistrer au format PDF »), et choisissez ce nouveau fichier."
)
MOST_OBJECTS = 300_000

# keys that start something by themselves or carry another file, and what each is called in the refusal
ACTIVE_KEYS = {
    "/JavaScript": "un programme",
    "/JS": "un programme",
    "/AA": "une action automatique",
    "/Launch": "le lancement d’un programme",
    "/EmbeddedFiles": "un fichier joint",
    "/EmbeddedFile": "un fichier joint",
    "/EF": "un fichier joint",
    "/RichMedia": "un contenu animé",
    "/RichMediaContent": "un contenu animé",
    "/XFA": "un formulaire actif",
}
ACTIVE_NAMES = {  # values of /S (actions), /Subtype (annotations) and /Type
    "/JavaScript": "un programme",
    "/Launch": "le lancement d’un programme",
    "/ImportData": "une action automatique",
    "/SubmitForm": "un formulaire actif",
    "/GoToE": "un fichier joint",
    "/Rendition": "un contenu animé",
    "/RichMedia": "un contenu animé",
    "/RichMediaExecute": "un contenu animé",
    "/Movie": "un contenu animé",
    "/Sound": "un contenu animé",
    "/3D": "un contenu animé",
    "/Screen": "un contenu animé",
    "/FileAttachment": "un fichier joint",
    "/EmbeddedFile": "un fichier joint",
}


def clean_pdf(content):
    """The same document written again, or FileRefused. Comments, remains of older versions and whatever no
    page reaches by its structure do not come along."""
    if zipfile.is_zipfile(BytesIO(content)):
        refuse(f"Ce PDF cache une archive. {PRINT_AGAIN}")
    _body, end, after = content.rpartition(b"%%EOF")
    if not end:
        refuse(f"Ce PDF est incomplet ou abîmé. {PRINT_AGAIN}")
    if after.strip(b"\r\n\t \0"):
        refuse(f"Ce PDF est suivi d’un autre contenu. {PRINT_AGAIN}")
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as document:
            return _written_again(document)
    except pikepdf.PasswordError:
        refuse(f"Ce PDF demande un mot de passe. {PRINT_AGAIN}")
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, TypeError, KeyError):
        refuse(f"Ce PDF est incomplet ou abîmé. {PRINT_AGAIN}")


def _written_again(document):
    if document.is_encrypted:
        refuse(f"Ce PDF est protégé : le jury ne pourrait pas le lire. {PRINT_AGAIN}")
    if len(document.objects) > MOST_OBJECTS:
        refuse(f"Ce PDF est trop complexe. {PRINT_AGAIN}")
    _open_quietly(document.Root)
    for thing in document.objects:
        _check_is_passive(thing)
    if not len(document.pages):
        refuse(f"Ce PDF n’a aucune page. {PRINT_AGAIN}")
    again = BytesIO()
    document.save(again, deterministic_id=True, fix_metadata_version=False)
    return again.getvalue()


def _open_quietly(root):
    """Office suites say at which page to open: harmless, and dropped. Any other opening action is refused."""
    action = root.get("/OpenAction")
    if action is None:
        return
    goes_to_a_page = isinstance(action, pikepdf.Array) or (
        isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo" and "/Next" not in action
    )
    if not goes_to_a_page:
        refuse(f"Ce PDF contient une action automatique. {PRINT_AGAIN}")
    del root["/OpenAction"]


def _check_is_passive(thing):
    """Walk an object and what it holds directly; the objects it points at are walked on their own."""
    waiting = [thing]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            waiting += [part for part in found if _is_held(part)]
        elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            for key, value in found.items():
                _check_pair(key, value)
                if _is_held(value):
                    waiting.append(value)


def _is_held(part):
    return isinstance(part, (pikepdf.Array, pikepdf.Dictionary)) and not part.is_indirect


def _check_pair(key, value):
    lure = ACTIVE_KEYS.get(key)
    if lure is None and key == "/OpenAction":
        lure = "une action automatique"
    if lure is None and key in ("/S", "/Subtype", "/Type") and isinstance(value, pikepdf.Name):
        lure = ACTIVE_NAMES.get(str(value))
    if lure:
        refuse(f"Ce PDF contient {lure}. {PRINT_AGAIN}")
