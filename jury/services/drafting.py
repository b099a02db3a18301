"""What the chair is writing to close a stage, kept field by field until it is closed."""

from django.db import transaction

from candidates.services.keeping import Kept, revision_of, written_at
from jury.models import ClosingDraft, Examination
from jury.services.voting import STATE_OF, StageOver
from jury.states import ExaminationState
from rules.autosave import Fate, fate_of
from rules.errors import DomainError


@transaction.atomic
def keep_closing_fields(examination, stage, changes, *, by, at):
    """Keep fields of the closing form: {field: Kept}. Nothing is decided; no trace is left of a draft.

    Raises StageOver once the stage is closed: verdicts are not edited (D12).
    """
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    if not examination.seats.sitting().filter(juror=by, is_chair=True).exists():
        raise DomainError("Seule la présidence du jury écrit ici.")
    if examination.state != STATE_OF.get(stage):
        state = ExaminationState(examination.state).label
        raise StageOver(
            f"L’examen de ce dossier en est à « {state} » : copiez votre texte si vous voulez le garder."
        )
    draft, _ = ClosingDraft.objects.get_or_create(examination=examination, stage=stage)
    found = {name: _write(draft, name, change, at=at) for name, change in changes.items()}
    draft.save(update_fields=["texts", "revisions"])
    return found


def _write(draft, name, change, *, at):
    kept = draft.texts.get(name)
    fate = fate_of(change.attempt, revision_of(draft, name), is_same_text=change.text == kept)
    if fate is Fate.WRITE:
        draft.revisions[name] = {
            "n": revision_of(draft, name).number + 1,
            "client": change.attempt.client,
            "seq": change.attempt.seq,
            "at": at.isoformat(),
        }
        draft.texts[name] = kept = change.text
    return Kept(fate, kept or "", revision_of(draft, name).number, written_at(draft, name) or at)
