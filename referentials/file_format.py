"""The referential file: JSON read into plain values, or every error with its place.

The format is the one of referentials/data/cqp-mo-illustratif.json; keys that begin with « $ » are comments.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date

from referentials.reading import FileRefused, Reader, is_comment, read_json
from rules.composition import JuryParameters
from rules.issuing import names_no_series

COLLEGES = ("employer", "employee")
WHEN_LAPSED = ("without_level", "refused")


@dataclass(frozen=True)
class Titled:
    code: str
    title: str


@dataclass(frozen=True)
class BlockFile:
    code: str
    title: str
    competences: tuple[Titled, ...]


@dataclass(frozen=True)
class Registration:
    """The registration in the RNCP; every part may be unknown, and a certification may have none at all."""

    number: str | None
    level: int | None
    eqf_level: int | None
    nsf: tuple[str, ...]
    decision_on: date | None
    valid_until: date | None
    last_award_on: date | None
    when_lapsed: str


@dataclass(frozen=True)
class ReferentialFile:
    code: str
    number: str
    acronym: str
    title: str
    is_illustrative: bool
    registration: Registration
    authorities: tuple[tuple[str, str | None], ...]
    modules: tuple[Titled, ...]
    jury: JuryParameters
    keeps_acquired_competences_months: int
    appeal_days: int
    blocks: tuple[BlockFile, ...]
    sha256: str


def read_referential(raw: bytes) -> ReferentialFile:
    """Parse and check a file. Raises FileRefused with every error found."""
    document = read_json(raw)
    reader = Reader()
    top = reader.mapping(
        document,
        "fichier",
        required=["code", "version", "acronym", "title", "authorities", "blocks"],
        optional=[
            "illustrative",
            "rncp",
            "modules",
            "jury",
            "keeps_acquired_competences_months",
            "appeal_days",
        ],
    )
    found = ReferentialFile(
        code=reader.text(top, "code", "fichier", limit=40),
        number=reader.text(top, "version", "fichier", limit=60),
        acronym=reader.text(top, "acronym", "fichier", limit=60),
        title=reader.text(top, "title", "fichier", limit=400),
        is_illustrative=reader.flag(top, "illustrative", "fichier", default=False),
        registration=_registration(reader, _given(top, "rncp")),
        authorities=_authorities(reader, top),
        modules=_titled(reader, top, "modules", "fichier"),
        jury=_jury(reader, _given(top, "jury")),
        keeps_acquired_competences_months=reader.number(
            top, "keeps_acquired_competences_months", "fichier", low=0, high=600, default=0
        ),
        appeal_days=reader.number(top, "appeal_days", "fichier", low=1, high=365, default=60),
        blocks=_blocks(reader, top),
        sha256=_digest(document),
    )
    if found.code and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", found.code):
        reader.wrong("fichier.code", "lettres sans accent, chiffres, tiret et point seulement.")
    elif found.code and names_no_series(found.code):
        reader.wrong(
            "fichier.code",
            "il ne peut être « CQP- » seul, ni finir par « -B » et un nombre : les numéros de ses "
            "certificats se confondraient avec ceux d’une autre certification. Choisissez un autre code.",
        )
    if reader.errors:
        raise FileRefused(reader.errors)
    return found


def _given(top, key):
    """What may be left out, or said to be unknown."""
    return {} if top.get(key) is None else top[key]


def _digest(document):
    """The same content under another layout or order of keys is the same version."""
    kept = {k: v for k, v in document.items() if not is_comment(k)} if isinstance(document, dict) else None
    canonical = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # what cannot be encoded is refused at its place, and must get there
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _registration(reader, value):
    place = "rncp"
    names = [
        "number",
        "level",
        "eqf_level",
        "nsf",
        "decision_on",
        "valid_until",
        "last_award_on",
        "when_lapsed",
    ]
    found = reader.mapping(value, place, required=[], optional=names)
    return Registration(
        number=reader.text(found, "number", place, limit=20, nullable=True) or None,
        level=reader.number(found, "level", place, low=1, high=8, default=None),
        eqf_level=reader.number(found, "eqf_level", place, low=1, high=8, default=None),
        nsf=tuple(_nsf(reader, found)),
        decision_on=reader.day(found, "decision_on", place),
        valid_until=reader.day(found, "valid_until", place),
        last_award_on=reader.day(found, "last_award_on", place),
        when_lapsed=reader.choice(found, "when_lapsed", place, choices=WHEN_LAPSED),
    )


def _nsf(reader, found):
    for rank, item in enumerate(reader.rows(found, "nsf", "rncp"), 1):
        place = f"rncp.nsf[{rank}]"
        if isinstance(item, str):
            yield reader.words(item, place, limit=211)
        elif isinstance(item, dict):
            row = reader.mapping(item, place, required=["code"], optional=["label"])
            code = reader.text(row, "code", place, limit=10)
            label = reader.text(row, "label", place, limit=200, nullable=True)
            yield f"{code} {label}" if label else code
        else:
            reader.wrong(place, "un code, ou un objet avec « code » et « label », est attendu.")


def _authorities(reader, top):
    found = []
    for rank, item in enumerate(reader.rows(top, "authorities", "fichier", at_least=1), 1):
        place = f"authorities[{rank}]"
        row = reader.mapping(item, place, required=["name"], optional=["siret"])
        siret = reader.text(row, "siret", place, limit=14, nullable=True) or None
        if siret and not re.fullmatch("[0-9]{14}", siret):
            reader.wrong(f"{place}.siret", "14 chiffres sont attendus, ou null.")
        found.append((reader.text(row, "name", place, limit=200), siret))
    return tuple(found)


def _titled(reader, mapping, key, place, *, at_least=0):
    found = []
    inside = key if place == "fichier" else f"{place}.{key}"
    for rank, item in enumerate(reader.rows(mapping, key, place, at_least=at_least), 1):
        spot = f"{inside}[{rank}]"
        row = reader.mapping(item, spot, required=["code", "title"])
        found.append(
            Titled(reader.text(row, "code", spot, limit=40), reader.text(row, "title", spot, limit=400))
        )
    reader.unique([item.code for item in found], inside, "code")
    return tuple(found)


def _blocks(reader, top):
    found = []
    for rank, item in enumerate(reader.rows(top, "blocks", "fichier"), 1):
        place = f"blocks[{rank}]"
        row = reader.mapping(item, place, required=["code", "title", "competences"])
        competences = _titled(reader, row, "competences", place, at_least=1)
        code = reader.text(row, "code", place, limit=40)
        found.append(BlockFile(code, reader.text(row, "title", place, limit=400), competences))
    reader.unique([block.code for block in found], "blocks", "code")
    return tuple(found)


def _jury(reader, value):
    place, default = "jury", JuryParameters()
    found = reader.mapping(
        value,
        place,
        required=[],
        optional=["min_members", "min_external_share", "quorum", "colleges", "notice_days"],
    )
    share = found.get("min_external_share", default.min_external_share)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        reader.wrong(f"{place}.min_external_share", "une part de 0 à 1 est attendue.")
        share = default.min_external_share
    elif round(share, 3) != share:
        reader.wrong(
            f"{place}.min_external_share",
            "trois chiffres au plus après la virgule : deux tiers s’écrivent 0.667, et deux membres sur "
            "trois y suffisent.",
        )
    members = reader.number(found, "min_members", place, low=2, high=20, default=default.min_members)
    quorum = reader.number(found, "quorum", place, low=2, high=20, default=min(default.quorum, members))
    if quorum > members:
        reader.wrong(f"{place}.quorum", f"le quorum ({quorum}) dépasse le nombre de membres ({members}).")
    colleges = reader.rows(found, "colleges", place)
    if all(college in COLLEGES for college in colleges):
        reader.unique(colleges, f"{place}.colleges", "collège")
    else:
        reader.wrong(f"{place}.colleges", f"les collèges sont {' et '.join(COLLEGES)}, et rien d’autre.")
    notice = reader.number(found, "notice_days", place, low=0, high=90, default=default.notice_days)
    return JuryParameters(members, float(share), quorum, colleges=tuple(colleges), notice_days=notice)
