"""What pages of lower apps show of an examination, without knowing it."""

from django import template
from django.db.models import Prefetch
from django.utils import timezone

from jury import custody, kept
from jury.models import Examination, Seat
from jury.selectors import latest_interview

register = template.Library()


@register.inclusion_tag("jury/_progress.html")
def examination_progress(dossier):
    """For the office: where a dossier is with its jury, and what to do. {% examination_progress dossier %}"""
    standing = (
        dossier.examinations.standing()
        .select_related("jury")
        .prefetch_related(
            "interviews__present",
            "minutes__signers",
            "minutes__signatures",
            "appeals",
            Prefetch("seats", Seat.objects.sitting().select_related("juror")),
        )
        .first()
    )
    return {
        "dossier": dossier,
        "examination": standing,
        "interview": latest_interview(standing) if standing else None,
        "held_up": Examination.objects.held_up().filter(pk=standing.pk).first() if standing else None,
    }


@register.inclusion_tag("jury/_custody.html")
def custody_of(dossier):
    """For the candidate: who holds the dossier, since when, what follows. {% custody_of dossier %}"""
    return {"view": custody.custody_of(dossier, at=timezone.now()), "level": 2}


@register.inclusion_tag("jury/_kept.html")
def kept_competences(dossier, block):
    """What stays acquired in a block presented again, by the day it ends.
    {% kept_competences dossier block %}"""
    found = {}
    for competence, until in kept.kept_competences(dossier, [block], on=timezone.localdate()).items():
        found.setdefault(until, []).append(competence.code)
    return {"block": block, "kept": sorted(found.items())}


@register.filter
def of_vote(changes, vote):
    """The changes of one vote after it was sent. {{ changes|of_vote:vote }}"""
    return changes.get(vote.pk, [])
