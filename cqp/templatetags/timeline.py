"""What happened to a dossier, on pages of apps that do not know the trail."""

from django import template

from cqp.timeline import events_about

register = template.Library()


@register.inclusion_tag("components/timeline.html")
def dossier_events(dossier):
    """Everything its candidate may know of, latest first. {% dossier_events dossier %}"""
    return {"events": events_about(dossier, for_candidate=True)}
