"""Starting a dossier from the text of an earlier one: copied, never linked."""

from contextlib import ExitStack

from django.db import transaction

from audit.services import record
from candidates.models import (
    Attachment,
    FileState,
    Illustration,
    Passage,
    Situation,
    StoredFile,
)
from candidates.services.writing import start_dossier
from rules.eligibility import check_taken_up
from ui.storing import copy_stored, erase_stored


@transaction.atomic
def take_up_dossier(candidate, blocks, *, earlier, by, at):
    """Begin a dossier with what `earlier`, of the same candidate, says of the blocks chosen: situations,
    illustrations, passages and annexes, as new rows and new files. The earlier one stays as it was read."""
    dossier = start_dossier(candidate, blocks, by=by, at=at)
    earlier = candidate.dossiers.get(pk=earlier.pk)
    not_validated = earlier.targets.told_refused().select_related("block")
    check_taken_up(
        asked={block.code for block in blocks}, not_validated={target.block.code for target in not_validated}
    )
    dossier.taken_up_from = earlier
    dossier.save(update_fields=["taken_up_from"])
    _copy_situations(earlier, dossier, blocks)
    with ExitStack() as undo:
        # the rows go with the transaction; the files would stay
        _copy_attachments(earlier, dossier, blocks, undo=undo, by=by, at=at)
        record(
            "dossier.taken_up",
            actor=by,
            target=dossier,
            about=[earlier, candidate],
            at=at,
            earlier=earlier.pk,
        )
        undo.pop_all()
    return dossier


def _copy_situations(earlier, dossier, blocks):
    """The situations that serve a chosen block, with what they say of those blocks only."""
    wanted = {block.pk for block in blocks}
    found = earlier.situations.filter(blocks__in=wanted).distinct().order_by("position")
    rows = found.prefetch_related("blocks", "illustrations__competence", "passages__competence")
    for rank, old in enumerate(rows, 1):
        new = Situation.objects.create(
            dossier=dossier,
            position=rank,
            title=old.title,
            context=old.context,
            presentation=old.presentation,
            analysis=old.analysis,
        )
        new.blocks.set(block for block in old.blocks.all() if block.pk in wanted)
        Illustration.objects.bulk_create(
            Illustration(situation=new, competence=one.competence, text=one.text)
            for one in old.illustrations.all()
            if one.competence.block_id in wanted
        )
        Passage.objects.bulk_create(
            Passage(situation=new, competence=one.competence, field=one.field, start=one.start, end=one.end)
            for one in old.passages.all()
            if one.competence.block_id in wanted
        )


def _copy_attachments(earlier, dossier, blocks, *, undo, by, at):
    """The annexes that support a competence of a chosen block, or none in particular. Only what was found
    clean: nothing else was ever part of what the jury read."""
    wanted = {block.pk for block in blocks}
    rows = earlier.attachments.filter(file__state=FileState.CLEAN).select_related("file")
    rank = 0
    for old in rows.prefetch_related("competences"):
        supports = list(old.competences.all())
        own = [competence for competence in supports if competence.block_id in wanted]
        if supports and not own:
            continue
        rank += 1
        key = copy_stored(old.file.key)
        undo.callback(erase_stored, key)
        file = StoredFile.objects.create(
            key=key,
            name=old.file.name,
            media_type=old.file.media_type,
            size=old.file.size,
            sha256=old.file.sha256,
            state=FileState.CLEAN,
            stored_at=at,
            stored_by=by,
        )
        new = Attachment.objects.create(
            dossier=dossier, file=file, position=rank, label=old.label, is_anonymous=old.is_anonymous
        )
        new.competences.set(own)
