"""What every form shares: refusals at their place, clean text."""

import logging
import re
import unicodedata
from contextlib import contextmanager
from datetime import UTC, datetime

from django import forms
from django.core.validators import EmailValidator
from django.utils import timezone

from rules.errors import DomainError

logger = logging.getLogger(__name__)

KEPT_CONTROLS = "\n\t"
# Marks that turn the direction of what follows, or hide it: pasted by accident, read by nobody.
TURNING_MARKS = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A)) | {0xFEFF}
# What is never a character: no font draws it, and nothing promises to carry it.
NEVER_CHARACTERS = set(range(0xFDD0, 0xFDF0)) | {p << 16 | end for p in range(17) for end in (0xFFFE, 0xFFFF)}
# With the marks of line breaking, two names look like one.
HIDDEN_IN_A_LINE = dict.fromkeys(NEVER_CHARACTERS | {0x00AD, 0x180E, 0x200B, 0x2060})
UNSEEN = ("Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp", "Zs")
DRAWN_EMPTY = "\u115f\u1160\u2800\u3164\uffa0"
TEXT_LIMIT = 20_000
ADDRESS_LIMIT = 254
# Django lets « localhost » through, which no letter ever reaches
is_address = EmailValidator(allowlist=[])
FIRST_YEAR, LAST_YEAR = 1900, 2200  # what a date of this trade can be; a slip of the keyboard is not one


# controls, halves of a letter, and marks that turn the direction of what follows
_CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - set(KEPT_CONTROLS)
_TURNING = {chr(code) for code in TURNING_MARKS}
DROPPED = re.compile("[{}\ud800-\udfff]".format("".join(map(re.escape, sorted(_CONTROLS | _TURNING)))))


@contextmanager
def refusals_shown_on(form):
    """Show a rule's refusal on the form it answers, nothing typed being lost. The only place that
    catches one, and writes a line of it: its name only, for its sentences may name somebody."""
    try:
        yield
    except DomainError as refusal:
        logger.info("Refused by a rule: %s", type(refusal).__name__)
        place = refusal.field if refusal.field in form.fields else None
        for sentence in refusal.sentences:
            form.add_error(place, sentence)


def clean_text(text):
    """Text as people paste it from Word: one kind of line end, no control characters, composed accents.
    Emoji, tabs and every script stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return DROPPED.sub("", text)


def _is_seen(character):
    """Whether it draws something by itself: a space, a joiner or an accent without a letter do not."""
    return unicodedata.category(character) not in UNSEEN and character not in DRAWN_EMPTY


def clean_line(text):
    """The same for a name or a title: on one line, without what hides between letters; empty when nothing of
    it can be seen."""
    line = " ".join(clean_text(text).translate(HIDDEN_IN_A_LINE).split())
    return line if any(map(_is_seen, line)) else ""


class LineField(forms.CharField):
    """A text of one line, measured as it is kept. `keeps_edges` is for a draft that saves itself: the space
    just typed stays."""

    def __init__(self, *, keeps_edges=False, **kwargs):
        self.keeps_edges = keeps_edges
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if "\0" in value:  # refused below us, in a sentence
            return value
        if not self.keeps_edges:
            return clean_line(value)
        return re.sub(r"\s", " ", clean_text(value).translate(HIDDEN_IN_A_LINE))


class TextField(forms.CharField):
    """A long text: 20,000 characters, counted for the writer as they type. `keeps_edges` leaves the blanks
    at its ends: a draft that saves itself must not take away the space just typed."""

    def __init__(self, *, rows=8, limit=TEXT_LIMIT, keeps_edges=False, **kwargs):
        self.keeps_edges = keeps_edges
        attrs = {"rows": rows, "data-counter": str(limit)}
        super().__init__(max_length=limit, strip=False, widget=forms.Textarea(attrs=attrs), **kwargs)
        # The server says it better than a browser that silently cuts a pasted text.
        self.widget.attrs.pop("maxlength", None)

    def widget_attrs(self, widget):
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}

    def to_python(self, value):
        # Null is refused by the validator below us, in a sentence; everything else unprintable just goes.
        value = super().to_python(value)
        if "\0" in value:
            return value
        return clean_text(value) if self.keeps_edges else clean_text(value).strip()


class AddressField(forms.EmailField):
    """An e-mail address that mail can reach. It is kept in lower case, and measured so: the small letter of
    « İ » is longer."""

    default_validators = [is_address]

    def __init__(self, **kwargs):
        super().__init__(**({"max_length": ADDRESS_LIMIT} | kwargs))

    def to_python(self, value):
        value = super().to_python(value)
        return value if "\0" in value else clean_line(value).lower()


class DayInput(forms.DateInput):
    """The browser's own date picker, fed in ISO format whatever the language."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A date, typed as a French person or a browser would: 17/03/2026 or 2026-03-17."""

    widget = DayInput

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"invalid": "Écrivez la date sous la forme 17/03/2026."})
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Vérifiez l’année : elle doit être entre {FIRST_YEAR} et {LAST_YEAR}."
            )


HOUR_SKIPPED = "Cette heure n’existe pas ce jour-là : l’heure d’été commence. Choisissez-en une autre."


def instant_of(day, hour):
    """The instant of an hour of our clocks; None for one that they skip, which would be told as another."""
    told = datetime.combine(day, hour)
    instant = timezone.make_aware(told)
    shown = timezone.localtime(instant.astimezone(UTC)).replace(tzinfo=None)
    return instant if shown == told else None
