"""The largest dossier before its jury: 4 blocks, 18 competences, 8 situations, 20 annexes, five members."""

from tests.acts import assign, make_jury, submit
from tests.candidates.full_dossier import a_full_dossier


def a_full_examination(*, members=5, **sizes):
    dossier = submit(a_full_dossier(**sizes))
    return assign(dossier, make_jury(dossier.version, size=members, name=f"Jury {dossier.pk}"))
