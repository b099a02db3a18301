"""A copy of one's own data (RGPD, articles 15 and 20): asked for, made in the background, kept seven days."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.urls import reverse

from accounts.copying import write_copy
from accounts.models import PersonalExport, User
from accounts.portability import BEFORE_A_COPY, held_about
from audit.services import record
from notifications.services import notify
from ui.locks import alone_on
from ui.storing import erase_stored, store_file
from ui.templatetags.ui import moment

KEPT = timedelta(days=7)
LOCK = 0x43515044  # « CQPD »: one process at a time makes a copy


@transaction.atomic
def ask_copy(user, *, at):
    """Ask for a copy; the one being made, if there is one: two clicks make one."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    waiting = PersonalExport.objects.owned_by(user).to_make().first()
    if waiting:
        return waiting
    copy = PersonalExport.objects.create(user=user, asked_at=at)
    record("personal_data.copied", actor=user, target=copy, about=[user], at=at)
    return copy


def make_copy(pk, *, at):
    """Write and store the file of a copy, once; what a crash cuts short begins again at the first row."""
    with alone_on(LOCK, pk) as is_alone:
        copy = PersonalExport.objects.to_make().select_related("user").filter(pk=pk).first()
        if not is_alone or copy is None:
            return
        for act in BEFORE_A_COPY:
            act(copy.user, at=at)
        rows = PersonalExport.objects.filter(pk=pk)
        rows.update(total=sum(count for _kind, count in held_about(copy.user)), written=0)
        with tempfile.TemporaryDirectory(prefix="copy-") as folder:
            path = Path(folder) / "copy.zip"
            written = write_copy(path, copy.user, at=at, told=lambda count: rows.update(written=count))
            copy.file, copy.file_sha256 = store_file("copies", path, suffix=".zip")
        copy.total = copy.written = written
        _deliver(copy, at=at)


@transaction.atomic
def _deliver(copy, *, at):
    copy.done_at, copy.erase_at = at, at + KEPT
    copy.save(update_fields=["total", "written", "file", "file_sha256", "done_at", "erase_at"])
    notify(
        copy.user,
        key=f"personal_data:{copy.pk}:ready",
        subject="La copie de vos données est prête",
        body=(
            "La copie de vos données que vous avez demandée est prête. Téléchargez-la depuis « Mes données » "
            f"avant le {moment(copy.erase_at)} : elle est ensuite effacée. Si vous ne l’avez pas demandée, "
            "changez votre mot de passe et prévenez le service qui gère les certifications."
        ),
        path=reverse("accounts:personal_data"),
        at=at,
    )


@transaction.atomic
def erase_copy(pk, *, at):
    """Forget a file whose days are over; its row stays."""
    copy = PersonalExport.objects.to_erase(at=at).select_for_update(of=("self",)).filter(pk=pk).first()
    if copy:
        key, copy.file = copy.file, ""
        copy.save(update_fields=["file"])
        erase_stored(key)
