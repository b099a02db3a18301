"""What the pages need that keep what was typed on the device of who types it."""

from django import template

from accounts import sealed_texts

register = template.Library()


@register.simple_tag
def draft_keys(person):
    """For `data-draft-keys`: base64 holds no space."""
    return " ".join(sealed_texts.draft_keys(person))
