"""Who read a dossier, as its candidate may know it."""

from django import template

from candidates.accesses import readings_of

register = template.Library()
AT_ONCE = 5


@register.inclusion_tag("candidates/_readings.html")
def dossier_readings(dossier):
    """For its candidate. {% dossier_readings dossier %}"""
    found = readings_of(dossier)
    return {
        "readings": found[:AT_ONCE],
        "others": found[AT_ONCE:],
        "is_told": dossier.result_told_at is not None,
    }
