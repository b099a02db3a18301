"""The annexes of a dossier: adding, describing, removing, while the dossier is written."""

from django.conf import settings
from django.db import transaction

from audit.services import record
from candidates.intake.outcomes import FileRefused
from candidates.models import Attachment, Candidate, Dossier, StoredFile
from candidates.services.files import file_received
from candidates.tasks import erase_file
from rules.attachments import Quota, check_room
from rules.errors import AttachmentRefused, DomainError
from rules.french import quoted


def quota():
    return Quota(settings.ATTACHMENTS_PER_DOSSIER, settings.ATTACHMENTS_TOTAL_BYTES)


def _lock(dossier):
    """Lock in the order of the house, and make sure the annexes may still change."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not dossier.is_writable:
        raise DomainError(
            f"Ce dossier est à l’état {quoted(dossier.get_state_display())} : "
            "ses annexes ne peuvent plus changer."
        )
    return dossier


def _saved(dossier, *, at):
    dossier.saved_at = at
    dossier.save(update_fields=["saved_at"])


def add_attachment(dossier, upload, *, by, at):
    """Annex one file, described later. The same bytes twice in one dossier, or no room left, are refused."""
    with file_received(upload, by=by, at=at) as file:
        dossier = _lock(dossier)
        held = list(dossier.attachments.select_related("file"))
        for twin in held:
            if twin.file.sha256 == file.sha256:
                raise FileRefused(f"Ce fichier est déjà dans vos annexes, sous le nom {quoted(str(twin))}.")
        check_room(quota(), [annexe.file.size for annexe in held], adding=file.size)
        rank = max((annexe.position for annexe in held), default=0) + 1
        attachment = Attachment.objects.create(dossier=dossier, file=file, position=rank)
        _saved(dossier, at=at)
        record("attachment.added", actor=by, target=attachment, about=[dossier], at=at, sha256=file.sha256)
    return attachment


def add_attachments(dossier, uploads, *, by, at):
    """Annex several files, each for itself: ([attachment], [(name, sentence)])."""
    added, refused = [], []
    for upload in uploads:
        try:
            added.append(add_attachment(dossier, upload, by=by, at=at))
        except AttachmentRefused as refusal:
            refused.append((upload.name, str(refusal)))
    return added, refused


@transaction.atomic
def describe_attachment(attachment, *, label, competences, is_anonymous, by, at):
    """Say what an annexe shows, which competences it supports, and that nobody is recognisable in it."""
    dossier = _lock(attachment.dossier)
    attachment = _still_there(dossier, attachment)
    targeted = set(dossier.blocks.values_list("pk", flat=True))
    if any(competence.block_id not in targeted for competence in competences):
        raise AttachmentRefused(
            "Choisissez des compétences des blocs visés par ce dossier.", field="competences"
        )
    attachment.label, attachment.is_anonymous = label, is_anonymous
    attachment.save(update_fields=["label", "is_anonymous"])
    attachment.competences.set(competences)
    _saved(dossier, at=at)
    record("attachment.described", actor=by, target=attachment, about=[dossier], at=at)
    return attachment


@transaction.atomic
def remove_attachment(attachment, *, by, at):
    """Take an annexe out of a dossier. Its bytes go after the commit, unless a submission holds them."""
    dossier = _lock(attachment.dossier)
    attachment = _still_there(dossier, attachment)
    record("attachment.removed", actor=by, target=attachment, about=[dossier], at=at)
    file = attachment.file_id
    attachment.delete()
    _saved(dossier, at=at)
    erase_file.wake(file)


def _still_there(dossier, attachment):
    found = dossier.attachments.filter(pk=attachment.pk).first()
    if found is None:
        raise AttachmentRefused("Cette annexe a déjà été retirée. Rechargez la liste des annexes.")
    return found


def freeze_attachments(dossier, *, at):
    """From now on a submission holds these files: they are kept. Called by the submission, under its lock."""
    StoredFile.objects.filter(attachment__dossier=dossier, frozen_at=None).update(frozen_at=at)
