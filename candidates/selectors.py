"""Read models of the candidate's pages: coverage of each competence, what happened to each block."""

from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404

from candidates.attachments import attachments_for
from candidates.models import Attachment, Dossier, Illustration, Passage, Submission, TutorComment
from referentials.models import Competence
from rules.attachments import holes_in_attachments
from rules.submission import coverage, holes_in


def _text():
    """What it takes to read all that a dossier being written holds."""
    proven = "competence__block"
    return [
        "targets__block__competences",
        "situations__blocks",
        Prefetch("situations__illustrations", Illustration.objects.select_related(proven)),
        Prefetch("situations__passages", Passage.objects.select_related(proven)),
        Prefetch("attachments", Attachment.objects.select_related("file")),
        Prefetch("attachments__competences", Competence.objects.select_related("block")),
    ]


def with_text(dossiers):
    """Dossiers with everything they hold, in a fixed number of queries."""
    return dossiers.select_related("candidate", "version").prefetch_related(*_text())


def load_text(dossiers):
    """Read all that these dossiers hold, in a fixed number of queries."""
    prefetch_related_objects(dossiers, *_text())


def _with_person(dossiers):
    return dossiers.select_related(
        "candidate__user__organisation", "candidate__version__certification", "version"
    ).prefetch_related("targets")


def dossier_with_text(pk):
    """One dossier, with its person, its versions submitted and everything it holds."""
    return with_text(_with_person(Dossier.objects)).prefetch_related("submissions__documents").get(pk=pk)


def followed_or_404(dossiers, pk):
    """One dossier among these, with its person and, without their content, its versions submitted: what its
    pages need that show no text."""
    submissions = Submission.objects.defer("content").prefetch_related("documents")
    rows = _with_person(dossiers).prefetch_related(Prefetch("submissions", submissions))
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class MapLine:
    """One competence of the map: its coverage, and where it is illustrated: [(situation, passages there)],
    an illustration written for it counting as one."""

    competence: object
    coverage: str
    places: list
    annexes: int

    @property
    def passages(self):
        return sum(count for _situation, count in self.places)


def _places(dossier, key):
    found = []
    for situation, rule in zip(dossier.situations.all(), dossier.written_situations(), strict=True):
        count = len(rule.passages.get(key, ())) + bool(rule.illustrations.get(key, "").strip())
        if count and key[0] in rule.blocks:
            found.append((situation, count))
    return found


def supported_by_annexes(dossier):
    """{(block, competence): number of annexes that support it}."""
    found = {}
    for attachment in dossier.attachments.all():
        for competence in attachment.competences.all():
            key = (competence.block.code, competence.code)
            found[key] = found.get(key, 0) + 1
    return found


def competence_map(dossier):
    """[(block, [MapLine])]: what the candidate writes against, and where the holes are."""
    situations, annexes = dossier.written_situations(), supported_by_annexes(dossier)
    found = []
    for link in dossier.targets.all():
        own = [s for s in situations if link.block.code in s.blocks]
        lines = []
        for competence in link.block.competences.all():
            key = (link.block.code, competence.code)
            covered = coverage(own, *key, has_annexe=key in annexes)
            lines.append(MapLine(competence, covered.value, _places(dossier, key), annexes.get(key, 0)))
        found.append((link.block, lines))
    return found


def holes_of(dossier):
    """What the text lacks, then what the annexes lack."""
    supported = supported_by_annexes(dossier).keys()
    annexes = [annexe.as_rule() for annexe in dossier.attachments.all()]
    from_text = holes_in(dossier.targeted_blocks(), dossier.written_situations(), supported=supported)
    return from_text + holes_in_attachments(annexes)


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
                {
                    **competence,
                    "passages": passages_of(content, block["code"], competence["code"]),
                    "attachments": attachments_for(content, block["code"], competence["code"]),
                }
                for competence in block["competences"]
            ],
        }
        for block in content["blocks"]
    ]


def passages_of(content, block, competence):
    """What illustrates one competence in what was submitted, each with the situation it stands in: the
    illustration written for it (`field` is empty), then the passages linked in the situation's own text."""
    return [
        {"situation": situation, "text": found["text"], "field": found.get("field", "")}
        for situation in content["situations"]
        for found in [*situation["illustrations"], *situation.get("passages", [])]
        if (found["block"], found["competence"]) == (block, competence)
    ]


def comments_in_margin(dossier):
    """[(competence, comments)]: what tutors wrote beside the draft, in the order of the referential."""
    comments = TutorComment.objects.filter(tutoring__dossier=dossier).select_related(
        "competence__block", "tutoring__tutor"
    )
    found = {}
    for comment in comments.order_by("competence__block__position", "competence__position", "written_at"):
        found.setdefault(comment.competence, []).append(comment)
    return list(found.items())
