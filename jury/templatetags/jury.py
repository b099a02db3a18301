"""What pages of lower apps show of an examination, without knowing it."""

from django import template

from jury.selectors import latest_interview

register = template.Library()


@register.inclusion_tag("jury/_progress.html")
def examination_progress(dossier, *, for_candidate):
    """Where a dossier is with its jury: stepper, interview, result. {% examination_progress dossier
    for_candidate=… %}"""
    standing = (
        dossier.examinations.exclude(state="dissolved")
        .select_related("jury")
        .prefetch_related("interviews__present", "minutes", "seats__juror")
        .first()
    )
    return {
        "dossier": dossier,
        "examination": standing,
        "interview": latest_interview(standing) if standing else None,
        "for_candidate": for_candidate,
    }
