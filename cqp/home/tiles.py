"""Each block as its candidate sees it: its state, its competences, where to look."""

from dataclasses import dataclass

from django.urls import reverse

from candidates.models import Outcome
from candidates.selectors import competence_map
from candidates.states import DossierState


@dataclass(frozen=True)
class Tile:
    """A block as the candidate sees it. `lines` holds (icon state, competence)."""

    block: object
    tone: str
    tag: str
    lines: list
    link: str = ""
    link_label: str = ""

    @property
    def is_validated(self):
        return self.tone == "ok"


def tile(block, dossiers, ccp, equivalent):
    competences = list(block.competences.all())
    if ccp or equivalent:
        return _validated(block, competences, ccp, equivalent)
    found = [(d, t) for d in dossiers for t in d.targets.all() if t.block_id == block.pk]
    if not found or found[-1][1].outcome == Outcome.REVOKED:
        return _to_present(block, competences, found)
    dossier, target = found[-1]
    return _presented(block, competences, dossier, target)


def _presented(block, competences, dossier, target):
    link = reverse("candidates:dossier", args=[dossier.pk])
    if dossier.is_writable:
        coverage = {
            line.competence.pk: line.coverage for _b, lines in competence_map(dossier) for line in lines
        }
        lines = [(coverage[c.pk], c) for c in competences]
        state = ("live", "Brouillon") if dossier.is_draft else ("wait", "À compléter")
        label = "Dossier en cours d’écriture" if dossier.is_draft else "Dossier à compléter"
        return Tile(block, *state, lines, link, label)
    examination = dossier.standing[0] if dossier.standing else None
    submitted = f"Dossier {dossier.reference}"
    if target.is_withheld:
        said = dossier.get_state_display() if dossier.is_withheld else "Délibération en cours"
        return Tile(block, "live", said, [("pending", c) for c in competences], link, submitted)
    lines = [(_verdict_icon(examination, c, is_held=dossier.result_held), c) for c in competences]
    if target.outcome == Outcome.NOT_VALIDATED:
        result = reverse("jury:result", args=[examination.pk])
        return Tile(block, "stop", "Non validé", lines, result, "Lire la décision et ses motifs")
    if dossier.state == DossierState.INTERVIEW:
        return Tile(block, "wait", "Entretien", lines, link, submitted)
    return Tile(block, "live", dossier.get_state_display(), lines, link, submitted)


def _to_present(block, competences, found):
    """Never presented, or validated by a CCP that was revoked since (D13)."""
    lines = [("pending", c) for c in competences]
    if not found:
        return Tile(block, "", "À présenter", lines)
    return Tile(block, "stop", "CCP révoqué", lines, reverse("certificates:mine"), "À présenter de nouveau")


def _validated(block, competences, ccp, equivalent):
    """By its own CCP, or by the CCP of an older version's block (D14)."""
    held = ccp or equivalent
    label = f"CCP n° {held.number}" if held.number else "CCP attribué, document à venir"
    tag = "Validé" if ccp else "Validé par équivalence"
    lines = [("acquired", c) for c in competences]
    return Tile(block, "ok", tag, lines, reverse("certificates:mine"), label)


def _verdict_icon(examination, competence, *, is_held):
    """`is_held`: of what a session decided, only what is left to complete at the interview is known."""
    if examination is None:
        return "pending"
    if is_held:
        left = {verdict.competence_id for verdict in examination.left_by_reading()}
        return "to_explore" if competence.pk in left else "pending"
    if competence.pk in {kept.pk for kept in examination.kept.all()}:
        return "acquired"
    verdicts = {v.stage: v for v in examination.verdicts.all() if v.competence_id == competence.pk}
    if any(verdict.is_acquired for verdict in verdicts.values()):
        return "acquired"
    if "interview" in verdicts:
        return "missing"
    return "to_explore" if verdicts else "pending"
