"""Small words of the templates: French dates, components, icons."""

import re
from datetime import date

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from rules import french

register = template.Library()
NUMBERED = re.compile("(?<=n°\u00a0)(\\w+-[\\w-]+)")


@register.filter
def day(value):
    """« 1er décembre 2026 »; an instant is told in the local day."""
    if not value:
        return ""
    if hasattr(value, "hour"):
        value = timezone.localdate(value)
    return french.day(value)


@register.filter
def iso_day(value):
    """A date kept as ISO text in a snapshot, in French words."""
    return french.day(date.fromisoformat(value)) if value else ""


@register.filter
def clock(value):
    """« 21 h 47 »."""
    local = timezone.localtime(value)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def at_when(value):
    """« à 21 h 47 » today, « le 30 octobre 2026 à 21 h 47 » later on."""
    return f"à {clock(value)}" if timezone.localdate(value) == timezone.localdate() else f"le {moment(value)}"


@register.filter
def moment(value):
    """« 30 octobre 2026 à 21 h 47 »."""
    return f"{french.day(timezone.localdate(value))} à {clock(value)}" if value else ""


@register.filter
def instant(value):
    """« 25 octobre 2026 à 2 h 30 min 05 s, heure de Paris (UTC+1) »: to the second, and which of the two
    2 h 30 of that night."""
    if not value:
        return ""
    local = timezone.localtime(value)
    shift = int(local.utcoffset().total_seconds() // 3600)
    clock = f"{local.hour}\u00a0h\u00a0{local.minute:02d}\u00a0min\u00a0{local.second:02d}\u00a0s"
    return f"{french.day(local.date())} à {clock}, heure de Paris (UTC{shift:+d})"


@register.filter
def in_fours(text):
    """« JBSW Y3DP EHPK »: a key that somebody copies by hand."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def days_since(value):
    """« aujourd’hui », « hier », « depuis 23 jours »: how long something waits."""
    if not value:
        return ""
    start = timezone.localdate(value) if hasattr(value, "hour") else value
    days = (timezone.localdate() - start).days
    if days <= 0:
        return "depuis aujourd’hui"
    return "depuis hier" if days == 1 else f"depuis {days}\u00a0jours"


@register.filter
def counted(number, words):
    """{{ 3|counted:"bloc,blocs" }} → « 3 blocs »."""
    singular, _, plural = words.partition(",")
    return french.count(int(number), singular, plural or None)


@register.filter
def whole_numbers(sentence):
    """A sentence whose numbers, « n° MO-B3-2026-0003 », are not broken at their hyphens. Only the page holds
    them: a hyphen that never breaks would be another letter to whoever copies it."""
    pieces = NUMBERED.split(sentence)  # every other one is a number
    numbers = [format_html('<span class="num nowrap">{}</span>', piece) for piece in pieces[1::2]]
    pieces[1::2] = numbers
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def file_size(octets):
    """« 1,4 Mo »."""
    return french.size(octets)


@register.filter
def listed(words):
    """« C3.2 et C3.4 »."""
    return french.listing(str(word) for word in words)


@register.filter
def of_name(name):
    """« d’Isabelle », « de Gaëlle »."""
    return french.of_name(str(name))


@register.simple_block_tag
def panel(content, *, title="", over="", tone="", level=2):
    """A titled box: {% panel title="…" over="…" %} … {% endpanel %}. `tone` adds a class (next, done…)."""
    return render_to_string(
        "components/panel.html",
        {"content": content, "title": title, "over": over, "tone": tone, "level": level},
    )
