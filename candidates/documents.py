"""A submission on paper, from what was frozen and from nothing else: the dossier and its receipt, A4.

The same submission gives the same bytes: no clock, no live row, no key of the storage takes part.
"""

from itertools import count, pairwise

from django.template.loader import render_to_string

from candidates.models import DocumentKind
from candidates.receipts import Receipt
from rules.french import quoted
from rules.submission import Hole
from ui.letters import named, unprintable
from ui.printing import pdf_from

FIELDS = {"context": "Contexte", "presentation": "Présentation", "analysis": "Analyse"}
# The bullets of word processors come as letters of the Symbol and Wingdings fonts, which have no meaning
# elsewhere: on paper they are bullets again.
BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF0D8: "→", 0xF0E0: "→", 0xF0FC: "✓", 0x27A2: "→"}


def submission_html(document):
    """The page as HTML; every value is escaped text, nothing is fetched. The version of the referential is
    read as a row: published, it never changes."""
    submission = document.submission
    context = {"submission": submission, "receipt": Receipt(submission), "content": submission.content}
    if document.kind == DocumentKind.RECEIPT:
        return render_to_string("pdf/receipt.html", context)
    book = Book(submission.content)
    return render_to_string(
        "pdf/dossier.html",
        context
        | {
            "certification": submission.dossier.version,
            "situations": book.situations,
            "blocks": book.competences(),
            "attachments": book.attachments,
        },
    )


def submission_pdf(document):
    return pdf_from(submission_html(document).translate(BULLETS), sheet="dossier")


def lost_on_paper(dossier):
    """Advice before the submission: the letters of each situation that the PDF will not have."""
    found = []
    for situation in dossier.situations.all():
        texts = [situation.title, *(getattr(situation, field) for field in FIELDS)]
        texts += [one.text for one in situation.illustrations.all()]
        if lost := unprintable("".join(texts).translate(BULLETS)):
            signs = ", ".join(named(letter) for letter in lost[:5]) + (", …" if lost[5:] else "")
            title = quoted(situation.title.strip() or "sans titre")
            sentence = (
                f"La situation {title} a des signes que le PDF du dossier montrera par un carré : {signs}. "
                "À l’écran, ils restent."
            )
            found.append(Hole("", sentence, is_required=False, situation=situation.pk))
    return found


class Book:
    """The frozen content laid out: places that the map of competences can point at."""

    def __init__(self, content):
        self.content = content
        self.titles = {
            (b["code"], c["code"]): c["title"] for b in content["blocks"] for c in b["competences"]
        }
        self.places = {key: [] for key in self.titles}
        self.labels = {b["code"]: b["label"] for b in content["blocks"]}
        codes = [code for _block, code in self.titles]
        self.ambiguous = {code for code in codes if codes.count(code) > 1}
        self.situations = [self._situation(one) for one in content["situations"]]
        self.attachments = [self._attachment(one) for one in content.get("attachments", [])]

    def name(self, block, competence):
        """« C1.2 », with its block where two blocks use the same code."""
        return f"{self.labels[block]}, {competence}" if competence in self.ambiguous else competence

    def competences(self):
        """[(block, [(competence, places)])]: the map."""
        return [
            (block, [(one, self.places[block["code"], one["code"]]) for one in block["competences"]])
            for block in self.content["blocks"]
        ]

    def _mark(self, key, anchor, where):
        # a competence that the dossier does not target has no line in the map
        if key in self.places:
            self.places[key].append({"anchor": anchor, "where": where})

    def _situation(self, situation):
        rank = situation["position"]
        numbers = count(1)
        illustrations = []
        for one in situation["illustrations"]:
            key = one["block"], one["competence"]
            anchor = f"situation-{rank}-illustration-{next(numbers)}"
            self._mark(key, anchor, f"Situation {rank}, illustration")
            illustrations.append(
                {
                    "anchor": anchor,
                    "name": self.name(*key),
                    "title": self.titles.get(key, ""),
                    "paragraphs": paragraphs(one["text"]),
                }
            )
        texts = []
        for field, label in FIELDS.items():
            own = [one for one in situation.get("passages", ()) if one["field"] == field]
            found = [self._passage(rank, one, numbers) for one in own]
            if situation[field].strip():
                texts.append({"label": label, "paragraphs": paragraphs(situation[field], found)})
        return {
            "anchor": f"situation-{rank}",
            "position": rank,
            "title": situation["title"],
            "blocks": [self.labels[code] for code in situation["blocks"] if code in self.labels],
            "texts": texts,
            "illustrations": illustrations,
        }

    def _passage(self, rank, passage, numbers):
        key, anchor = (passage["block"], passage["competence"]), f"situation-{rank}-passage-{next(numbers)}"
        self._mark(key, anchor, f"Situation {rank}, {FIELDS[passage['field']].lower()}")
        return {"anchor": anchor, "name": self.name(*key), "text": passage["text"].strip()}

    def _attachment(self, attachment):
        rank = attachment["position"]
        keys = [(one["block"], one["competence"]) for one in attachment["competences"]]
        for key in keys:
            self._mark(key, f"annexe-{rank}", f"Annexe {rank}")
        names = [self.name(*key) for key in keys if key in self.titles]
        return attachment | {"anchor": f"annexe-{rank}", "names": names}


def paragraphs(text, passages=()):
    """The text as lists of segments, one list a paragraph. A passage is found where it first stands; its
    anchor opens it and the name of its competence closes it, however passages overlap."""
    marks = []
    for passage in passages:
        start = max(text.find(passage["text"]), 0)
        marks.append((start, start + len(passage["text"]), passage))
    found, offset = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(_segments(line, offset, marks))
        offset += len(line) + 1
    return found


def _segments(line, offset, marks):
    ends = {0, len(line)}
    for start, end, _passage in marks:
        ends |= {place - offset for place in (start, end) if 0 < place - offset < len(line)}
    return [
        {
            "text": line[here:there],
            "is_passage": any(start <= offset + here < end for start, end, _p in marks),
            "anchors": [p["anchor"] for start, _e, p in marks if start == offset + here],
            "closing": [p["name"] for _s, end, p in marks if end == offset + there],
        }
        for here, there in pairwise(sorted(ends))
    ]
