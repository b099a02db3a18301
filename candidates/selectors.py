"""Read models of the candidate's pages: coverage of each competence, what happened to each block."""

from dataclasses import dataclass

from candidates.models import Dossier
from rules.submission import coverage, holes_in


def dossier_with_text(pk):
    """A dossier with everything it holds, in a fixed number of queries."""
    return (
        Dossier.objects.select_related(
            "candidate__user__organisation", "candidate__version__certification", "version"
        )
        .prefetch_related(
            "targets__block__competences",
            "submissions",
            "situations__blocks",
            "situations__illustrations__competence__block",
            "attachments",
        )
        .get(pk=pk)
    )


@dataclass(frozen=True)
class MapLine:
    """One competence of the map: its coverage and how many situations illustrate it."""

    competence: object
    coverage: str
    count: int


def competence_map(dossier):
    """[(block, [MapLine])]: what the candidate writes against, and where the holes are."""
    situations = dossier.written_situations()
    found = []
    for link in dossier.targets.all():
        own = [s for s in situations if link.block.code in s.blocks]
        lines = [
            MapLine(
                competence,
                coverage(own, link.block.code, competence.code).value,
                sum(bool(s.illustrations.get((link.block.code, competence.code), "").strip()) for s in own),
            )
            for competence in link.block.competences.all()
        ]
        found.append((link.block, lines))
    return found


def holes_of(dossier):
    return holes_in(dossier.targeted_blocks(), dossier.written_situations())


def coverage_count(dossier):
    """(illustrated in full, in all), for the progress bar."""
    lines = [line for _block, lines in competence_map(dossier) for line in lines]
    return sum(line.coverage == "full" for line in lines), len(lines)


def submission_by_block(content):
    """What was submitted, block by block, each with its situations and its illustrations by competence."""
    return [
        {
            **block,
            "situations": [s for s in content["situations"] if block["code"] in s["blocks"]],
            "illustrated": [
                {**competence, "passages": passages_of(content, block["code"], competence["code"])}
                for competence in block["competences"]
            ],
        }
        for block in content["blocks"]
    ]


def passages_of(content, block, competence):
    """The illustrations of one competence with the situation each stands in."""
    return [
        {"situation": situation, "text": illustration["text"]}
        for situation in content["situations"]
        for illustration in situation["illustrations"]
        if (illustration["block"], illustration["competence"]) == (block, competence)
    ]
