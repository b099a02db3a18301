"""The database's own word on it: what was submitted does not change."""

import pgtrigger

from candidates.states import WRITABLE


def frozen_once_submitted(dossier_of_row):
    """A trigger that lets rows change only while their dossier is being written. `dossier_of_row` is SQL,
    where ROW stands for the row."""
    writable = ", ".join(f"'{state.value}'" for state in sorted(WRITABLE))
    is_frozen = (  # only names and states of ours stand in it
        f"EXISTS (SELECT 1 FROM candidates_dossier d WHERE d.id = touched AND d.state NOT IN ({writable}))"  # noqa: S608
    )
    return pgtrigger.Trigger(
        name="only_a_draft_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("touched", "BIGINT")],
        func=(
            "IF TG_OP = 'DELETE' THEN touched = " + dossier_of_row.replace("ROW", "OLD") + "; "
            "ELSE touched = " + dossier_of_row.replace("ROW", "NEW") + "; END IF; "
            f"IF {is_frozen} THEN RAISE EXCEPTION 'Un dossier déposé ne change plus.' "
            "USING ERRCODE = 'restrict_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )
