"""Long is not enough: « aaaaaaaaaaaa » and « azertyuiopqsdf » are the first that anybody tries."""

from itertools import pairwise

from django.core.exceptions import ValidationError

DIFFERENT = 5
ROWS = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
]


def _follows(first, second):
    """Whether a key is beside the one before, in the alphabet or on a keyboard, one way or the other."""
    return any(row.find(first + second) >= 0 or row.find(second + first) >= 0 for row in ROWS)


class NotMonotonous:
    """No rule of composition: only what repeats itself or walks along a keyboard is refused."""

    def validate(self, password, user=None):
        lower = password.lower()
        steps = [a == b or _follows(a, b) for a, b in pairwise(lower)]
        if len(set(lower)) < DIFFERENT or sum(steps) > 0.7 * len(steps):
            raise ValidationError(
                "Ce mot de passe répète ou suit les mêmes touches : choisissez plutôt quelques mots sans "
                "rapport entre eux.",
                code="password_monotonous",
            )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas répéter ou suivre les mêmes touches."
