"""Writing the motivated letter, when a decision is told."""

from audit.evidence import digest
from jury.letters import letter_content
from jury.models import Examination, ResultLetter
from jury.selectors import full_examination
from jury.tasks import render_letter, tell_companion


def write_letter(minutes, *, at):
    """The letter that tells what these minutes decided, from the examination as it stands; its PDF and the
    word to the accompanying person (VAE) follow."""
    examination = full_examination(Examination.objects.all(), minutes.examination_id)
    content = letter_content(examination, minutes, at=at)
    candidate = examination.dossier.candidate
    letter = ResultLetter.objects.create(
        minutes=minutes,
        written_at=at,
        content=content,
        sha256=digest(content, domain="letter"),
        companion_email=candidate.companion_email if candidate.is_vae else "",
    )
    render_letter.wake(letter.pk)
    if letter.companion_email:
        tell_companion.wake(letter.pk)
    return letter
