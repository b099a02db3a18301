"""Annexes as their readers meet them: from the frozen content, with the addresses that open them."""

from candidates.models import StoredFile, Submission


def frozen_attachments(dossier):
    """What the digest seals of each annexe; needs attachments → file, competences → block."""
    return [
        {
            "position": rank,
            "label": annexe.label.strip() or annexe.file.name,
            "name": annexe.file.name,
            "media_type": annexe.file.media_type,
            "size": annexe.file.size,
            "sha256": annexe.file.sha256,
            "file": annexe.file_id,
            "competences": [{"block": c.block.code, "competence": c.code} for c in annexe.competences.all()],
        }
        for rank, annexe in enumerate(dossier.attachments.all(), 1)
    ]


def attachments_of(content):
    """None in what was submitted before annexes existed."""
    return content.get("attachments", [])


def with_addresses(content, address):
    """The content, each annexe carrying `url` (`address(file key)`), empty when its file cannot be opened."""
    held = attachments_of(content)
    servable = set(
        StoredFile.objects.servable().filter(pk__in=[a["file"] for a in held]).values_list("pk", flat=True)
    )
    linked = [{**a, "url": address(a["file"]) if a["file"] in servable else ""} for a in held]
    return {**content, "attachments": linked}


def attachments_for(content, block, competence):
    """The annexes said to support one competence."""
    wanted = {"block": block, "competence": competence}
    return [a for a in attachments_of(content) if wanted in a["competences"]]


def file_in(content, pk):
    """The file that this frozen content holds, and holds with these very bytes; None otherwise."""
    for annexe in attachments_of(content):
        if annexe["file"] == pk:
            return StoredFile.objects.servable().filter(pk=pk, sha256=annexe["sha256"]).first()
    return None


def file_for_owner(dossier, pk):
    """For its candidate: what stands in the dossier now, or was once submitted."""
    now = StoredFile.objects.servable().filter(pk=pk, attachment__dossier=dossier).first()
    return now or file_once_submitted(dossier, pk)


def file_once_submitted(dossier, pk):
    """For the office: what a submission holds."""
    holding = Submission.objects.filter(dossier=dossier, content__contains={"attachments": [{"file": pk}]})
    return next((file for s in holding if (file := file_in(s.content, pk))), None)
