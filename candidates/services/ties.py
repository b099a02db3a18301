"""Nobody of the office acts for somebody they are tied to, not even by what they write at that moment."""

from candidates.models import Tied
from rules.conflicts import OFFICE_WORK
from rules.errors import ConflictRefused

# where a form asks for what ties
FIELDS = {
    "line_manager": "line_manager_email",
    "companion": "companion_email",
    "trainer": "trainer_email",
    "same_unit": "unit",
}


def check_not_tied(candidate, *, by):
    """Raises ConflictRefused when somebody of the office is tied to the candidate (D7), seen in this
    transaction: what they wrote a moment ago counts."""
    found = Tied.objects.filter(candidate=candidate, user=by).exclude(kind__in=OFFICE_WORK).first()
    if found:
        raise ConflictRefused(
            f"Un lien existe entre vous et cette personne ({found.in_words}) : un autre gestionnaire doit "
            "s’en charger. Rien n’a été écrit.",
            field=FIELDS.get(found.kind),
        )
