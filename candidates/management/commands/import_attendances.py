"""Import attendances from a file, as the page « Importer des présences » does."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from candidates.services import attendance_import
from rules.errors import DomainError
from rules.french import count

WORDS = {"created": "créée", "changed": "changée", "unchanged": "inchangée", "refused": "À CORRIGER"}


class Command(BaseCommand):
    help = (
        "Dit ligne par ligne ce qu’un fichier de présences ferait ; --apply l’applique, en entier ou "
        "pas du tout."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, help="liste au format CSV ou .xlsx, voir le guide du gestionnaire"
        )
        parser.add_argument("--apply", action="store_true", help="applique si aucune ligne n’est à corriger")

    def handle(self, *, file, apply, **options):
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} : {error.strerror}.") from error
        try:
            attempt = attendance_import.try_import(raw, name=file.name, by=None, at=timezone.now())
            for entry in attempt.plan:
                self.stdout.write(_in_words(entry))
            for note in attempt.notes:
                self.stdout.write(note)
            if attempt.counts["refused"]:
                raise CommandError(
                    f"{count(attempt.counts['refused'], 'ligne')} à corriger : rien n’est appliqué."
                )
            if apply and attempt.change_count:
                attendance_import.apply_import(attempt, by=None, at=timezone.now())
        except DomainError as refusal:
            raise CommandError(" ".join(refusal.sentences)) from refusal
        done = (
            " appliqué" + ("s" if attempt.change_count > 1 else "") if apply and attempt.change_count else ""
        )
        self.stdout.write(f"{count(attempt.change_count, 'changement')}{done}.")


def _in_words(entry):
    changes = "; ".join(f"{label} : {before} devient {after}" for label, before, after in entry["changes"])
    told = [*entry["sentences"], changes, entry.get("warning", "")]
    facts = " · ".join(part for part in (entry["person"], entry["title"]) if part)
    said = " ".join(part for part in told if part)
    return f"Ligne {entry['line']} : {facts} : {WORDS[entry['outcome']]}. {said}".rstrip()
