"""What a file really is, by its first bytes; its name and what the browser says of it count for nothing."""

from candidates.intake.images import clean_image
from candidates.intake.outcomes import ACCEPTED, CleanFile, refuse
from candidates.intake.pdf import clean_pdf

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
CONVERT_HEIC = (
    "C’est une photo HEIC, que tous les ordinateurs ne lisent pas. Sur iPhone : Réglages, Appareil photo, "
    "Formats, « Le plus compatible », puis reprenez la photo ; ou ouvrez-la et exportez-la en JPEG."
)
EXPORT_OFFICE = (
    "C’est un document bureautique ou une archive. Ouvrez-le, exportez-le en PDF (Fichier, Exporter au "
    "format PDF), et choisissez ce PDF."
)
KNOWN_OTHERS = [
    (b"PK\x03\x04", EXPORT_OFFICE),
    (b"PK\x05\x06", EXPORT_OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", EXPORT_OFFICE),
    (b"{\\rtf", EXPORT_OFFICE),
    (b"GIF8", f"C’est une image GIF. Enregistrez-la en {ACCEPTED}."),
    (b"II*\0", f"C’est une image TIFF. Enregistrez-la en {ACCEPTED}."),
    (b"MM\0*", f"C’est une image TIFF. Enregistrez-la en {ACCEPTED}."),
    (b"BM", f"C’est une image BMP. Enregistrez-la en {ACCEPTED}."),
]


def clean_file(content):
    """The file made harmless, or FileRefused with the sentence to show."""
    if not content:
        refuse("Ce fichier est vide. Vérifiez-le, puis choisissez-le de nouveau.")
    if content.startswith(b"%PDF-"):
        return CleanFile(clean_pdf(content), "application/pdf", ".pdf")
    if content.startswith(b"\xff\xd8\xff"):
        return CleanFile(clean_image(content, "JPEG"), "image/jpeg", ".jpg")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return CleanFile(clean_image(content, "PNG"), "image/png", ".png")
    return refuse(_advice(content))


def _advice(content):
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return CONVERT_HEIC
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return f"C’est une image WebP. Enregistrez-la en {ACCEPTED}."
    if b"%PDF-" in content[:1024]:
        return "Ce PDF est précédé d’un autre contenu. Imprimez-le en PDF, et choisissez ce nouveau fichier."
    for head, advice in KNOWN_OTHERS:
        if content.startswith(head):
            return advice
    return (
        f"Ce fichier n’est pas un {ACCEPTED}, quel que soit son nom. Enregistrez-le dans l’un de ces formats."
    )
