"""When the text of a dossier goes, for templates."""

from django import template

from candidates.services import erasing

register = template.Library()
register.simple_tag(erasing.erasure_day)
