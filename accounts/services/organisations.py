"""One body, one row, however its name is typed."""

from django.db import transaction

from accounts.models import Organisation, folded_name
from audit.services import record
from rules.errors import DomainError


class SameOrganisation(DomainError):
    """One cannot be merged into itself."""


def organisation_named(name):
    """The organisation of that name, whatever its capitals, accents, punctuation and spaces; a new one if
    there is none; None for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    # whoever comes second meets the first one's row: the constraint decides, not the order of two reads
    return Organisation.objects.get_or_create(folded=folded_name(name), defaults={"name": name})[0]


def twins():
    """[(kept, gone)]: those that were typed twice before names were folded."""
    later = [o for o in Organisation.objects.filter(folded__contains="#") if "#" in o.folded]
    first = Organisation.objects.in_bulk({o.folded.partition("#")[0] for o in later}, field_name="folded")
    pairs = [(first.get(o.folded.partition("#")[0]), o) for o in later]
    return [(kept, gone) for kept, gone in pairs if kept]


def _what_names_one():
    """[(model, field)] of every key to an organisation, in apps that this one does not know."""
    fields = Organisation._meta.get_fields(include_hidden=True)
    return [(f.related_model, f.field.name) for f in fields if f.auto_created and f.one_to_many]


@transaction.atomic
def merge_organisations(kept, gone, *, by, at):
    """Everybody and everything of `gone` becomes of `kept`, and `gone` is no more. Frozen documents keep the
    name they were made with; the trail keeps both keys."""
    if kept.pk == gone.pk:
        raise SameOrganisation("Choisissez deux organismes différents.")
    pks = sorted([kept.pk, gone.pk])
    rows = Organisation.objects.select_for_update().order_by("pk").in_bulk(pks)
    if len(rows) < len(pks):
        raise SameOrganisation("L’un de ces organismes n’existe plus : rechargez la page.")
    moved = {}
    for model, name in _what_names_one():
        moved[f"{model._meta.label_lower}.{name}"] = model._base_manager.filter(**{name: gone}).update(
            **{name: kept}
        )
    record("organisation.merged", actor=by, target=kept, about=[gone], at=at, moved=moved)
    rows[gone.pk].delete()
    return kept
