"""What a submission proves: its receipt in words, and whether what is kept still answers to its digests."""

import hashlib
import textwrap
from dataclasses import dataclass

from audit.evidence import digest
from candidates.models import StoredFile, Submission
from ui.storing import open_stored
from ui.templatetags.ui import instant

DOMAIN = "dossier"
PIECE = 1 << 20


def content_digest(content):
    """The SHA-256 that a receipt prints: see docs/receipts.md to recompute it without this application."""
    return digest(content, domain=DOMAIN)


@dataclass(frozen=True)
class Receipt:
    """What page, PDF and message all say of a submission, from what was frozen only."""

    submission: Submission

    @property
    def content(self):
        return self.submission.content

    @property
    def blocks(self):
        return self.content["blocks"]

    @property
    def attachments(self):
        """The files frozen with the text; a content without the key had none."""
        return self.content.get("attachments", [])

    @property
    def digest_groups(self):
        """Eight groups of eight: what an eye compares."""
        return textwrap.wrap(self.submission.sha256, 8)


def receipt_in_words(submission):
    """The receipt as a message: everything in it, so that it proves something once printed or kept apart."""
    receipt = Receipt(submission)
    content = receipt.content
    lines = [
        f"Votre dossier {content['reference']} est déposé. Ce message est votre reçu : gardez-le.",
        "",
        f"Reçu n° {submission.receipt}",
        f"{content['kind']} {content['reference']}, version {submission.number}",
        f"Personne : {content['candidate']['name']}",
        *(f"{block['label']} : {block['title']}" for block in receipt.blocks),
        f"Déposé le {instant(submission.submitted_at)}",
        f"Empreinte SHA-256 : {submission.sha256}",
    ]
    if receipt.attachments:
        lines += ["", "Fichiers déposés :"]
        lines += [
            f"{one['position']}. {one['label'] or one['name']} ({one['name']}), SHA-256 {one['sha256']}"
            for one in receipt.attachments
        ]
    lines += [
        "",
        "L’empreinte est calculée sur tout ce que vous avez déposé : un seul caractère changé en donnerait "
        "une autre. La page du reçu dit comment la vérifier.",
        "",
        "Un jury va être chargé de votre dossier ; vous pouvez encore le retirer tant que la lecture n’a pas "
        "commencé.",
    ]
    return "\n".join(lines)


def first_broken_submission():
    """The first submission that no longer answers to its digests with the reason in French, or None."""
    rows = Submission.objects.select_related("dossier").prefetch_related("documents").order_by("pk")
    for submission in rows.iterator(chunk_size=100):
        if reason := _what_broke(submission):
            return submission, reason
    return None


def _what_broke(submission):
    if submission.erased_at is not None:
        # its digest stands for a text that is gone by right (rules.retention)
        return "son texte est dit effacé et ne l’est pas" if submission.situations else None
    if content_digest(submission.content) != submission.sha256:
        return "son contenu ne répond plus à son empreinte"
    for one in Receipt(submission).attachments:
        if not _is_kept(one["sha256"]):
            return f"l’annexe {one['position']} (« {one['name']} ») manque ou a changé"
    for document in submission.documents.all():
        if document.file and _file_digest(document.file) != document.file_sha256:
            return f"le PDF « {document.file_name} » manque ou a changé"
    return None


def _is_kept(sha256):
    """One copy that answers is enough: the same bytes may have been brought twice."""
    keys = StoredFile.objects.filter(sha256=sha256).order_by("pk").values_list("key", flat=True)
    return any(_file_digest(key) == sha256 for key in keys)


def _file_digest(key):
    """The SHA-256 of a stored file, read piece by piece; None when it is gone."""
    found = hashlib.sha256()
    try:
        with open_stored(key) as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except FileNotFoundError:
        return None
    return found.hexdigest()
