"""The database's own copy of a table of transitions."""

import pgtrigger


def moves_only_along(transitions, *, field="state"):
    """A trigger that refuses, whoever asks, a change of `field` that the table does not have."""
    edges = [
        f"(OLD.{field} = '{start.value}' AND NEW.{field} = '{end.value}')"
        for start in transitions
        for end in sorted(transitions[start])
    ]
    return pgtrigger.Trigger(
        name="moves_along_the_table",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(field),
        condition=pgtrigger.Condition(f"OLD.{field} IS DISTINCT FROM NEW.{field}"),
        func=(
            f"IF NOT ({' OR '.join(edges)}) THEN "
            f"RAISE EXCEPTION 'Transition interdite : % vers %', OLD.{field}, NEW.{field} "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )
