"""The version a candidate follows: what older blocks count for in it, and moving to a newer one (D14)."""

from referentials.models import BlockEquivalence


def validated_by_equivalence(candidate, held):
    """{block of the candidate's version: older block, among `held`, that a written equivalence makes count}.
    Both as keys."""
    rows = BlockEquivalence.objects.filter(new_block__version=candidate.version_id, old_block__in=list(held))
    return {row.new_block_id: row.old_block_id for row in rows.order_by("-decided_on", "-pk")}


def older_blocks_validated(candidate):
    """The blocks of other versions that this candidate validated, as keys."""
    validated = candidate.targets.filter(outcome="validated").exclude(block__version=candidate.version_id)
    return set(validated.values_list("block", flat=True))
