"""What in a text looks like a mention of a person: a name with its title, an address, a number.

A dossier names nobody (ADR 0015). The pass points, the candidate decides; only what is shaped like a social
security number is never left in. Each pattern is bounded, so that any text is read in a time that grows
with its length only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rules.errors import PersonsNamed
from rules.french import count

GAP = "[ \\t\u00a0\u202f\u2009]"


class MentionKind(Enum):
    NIR = "nir"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PERSON = "person"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_blocking(self) -> bool:
        """Never kept: it identifies one person for life."""
        return self is MentionKind.NIR


LABELS = {
    MentionKind.NIR: "Numéro de sécurité sociale",
    MentionKind.PHONE: "Numéro de téléphone",
    MentionKind.EMAIL: "Adresse électronique",
    MentionKind.ADDRESS: "Adresse postale",
    MentionKind.PERSON: "Nom de personne",
}


@dataclass(frozen=True)
class Finding:
    """Characters `start` to `end` of a text, and what they look like."""

    kind: MentionKind
    start: int
    end: int
    text: str


def findings_in(text: str) -> tuple[Finding, ...]:
    """Every mention, in order; where two overlap, the more telling one."""
    found: list[Finding] = []
    for kind, spans in (
        (MentionKind.NIR, _nirs(text)),
        (MentionKind.PHONE, _plain(PHONE, text)),
        (MentionKind.EMAIL, _plain(EMAIL, text)),
        (MentionKind.ADDRESS, _addresses(text)),
        (MentionKind.PERSON, _persons(text)),
    ):
        found += [Finding(kind, start, end, text[start:end]) for start, end in spans]
    kept: list[Finding] = []
    # in the order of the kinds, then of the text: a covered character belongs to the first
    covered = bytearray(len(text))
    for finding in found:
        if not any(covered[finding.start : finding.end]):
            covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.start))


Spans = Iterator[tuple[int, int]]


def _plain(pattern: re.Pattern[str], text: str) -> Spans:
    return (match.span() for match in pattern.finditer(text))


# --- numbers -----------------------------------------------------------------------------------------------

# sex, year, month (20 to 42 and from 50 on: month unknown), department (2A and 2B), commune, order, key
_SEP = f"(?:{GAP}|[.\\-/])?"
NIR = re.compile(
    rf"(?<![0-9A-Za-z])([1-478]){_SEP}([0-9]{{2}}){_SEP}(0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9]){_SEP}"
    rf"([0-9]{{2}}|2[ABab]){_SEP}([0-9]{{3}}){_SEP}([0-9]{{3}})(?:({_SEP})([0-9]{{2}})(?![0-9]))?(?![0-9])"
)
PHONE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00){GAP}?33{GAP}?(?:\(0\){GAP}?)?[1-9]|0[1-9])"
    rf"(?:(?:{GAP}|[.\-/])?[0-9]{{2}}){{4}}(?![0-9])"
)
EMAIL = re.compile(r"(?<![\w.%+\-])[\w.%+\-]{1,64}@(?:[\w\-]{1,30}\.){1,6}[A-Za-z]{2,24}(?![\w])")


def is_nir_key(thirteen: str, key: str) -> bool:
    """The key is 97 less the remainder of the number by 97, 2A counting as 19 and 2B as 18."""
    number = int(thirteen.upper().replace("2A", "19").replace("2B", "18"))
    return int(key) == 97 - number % 97


def _nirs(text: str) -> Spans:
    for match in NIR.finditer(text):
        *parts, gap, key = match.groups()
        if key is None or is_nir_key("".join(parts), key):
            yield match.span()
        elif gap:  # two digits that follow thirteen may be another number: the thirteen stand by themselves
            yield match.start(), match.start(7)
        # fifteen digits in one block with a wrong key are some other reference


# --- addresses ---------------------------------------------------------------------------------------------

_SURE = "rue|avenue|av\\.|boulevard|bd|bld|impasse|allées?|ruelle|venelle|faubourg|fg|lieu-dit|lotissement"
_MAYBE = (
    "place|chemin|quai|route|cours|square|passage|résidence|sentier|rond-point|esplanade|hameau|cité|villa"
)
_NUMBER = rf"(?<![\w,.])[0-9]{{1,4}}{GAP}?(?:(?:bis|ter|quater|[A-D]){GAP}?)?,?{GAP}?"
_LINK = rf"(?:(?:de|du|des|la|le|les|aux?|et){GAP}|[dl][’'])"
_WORD = r"[^\W_][\w’'\-]{0,39}"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ][\w’'\-]{0,39}"
_PROPER = rf"(?:{_CAPITAL}|[0-9]{{1,4}}(?![0-9]))"
STREET = re.compile(
    rf"{_NUMBER}(?i:(?:{_SURE}){GAP}){_LINK}{{0,3}}{_WORD}(?:{GAP}{_LINK}{{0,3}}{_PROPER}){{0,4}}"
    rf"|{_NUMBER}(?i:(?:{_MAYBE}){GAP}){_LINK}{{0,3}}{_CAPITAL}(?:{GAP}{_LINK}{{0,3}}{_PROPER}){{0,4}}"
)
TOWN = re.compile(
    rf"(?<![\w,.])(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{{3}}{GAP}([A-ZÀ-ÖØ-ÞŒ][\w’'\-]{{1,39}})"
    rf"(?:{GAP}[A-ZÀ-ÖØ-ÞŒ][\w’'\-]{{1,39}}){{0,3}}"
)
NEXT_LINE = re.compile(rf"(?:{GAP}|[,\n–-]){{1,4}}")
NOT_A_TOWN = frozenset(["euros", "euro", "assurés", "allocataires", "cotisants", "dossiers", "appels"])


def _addresses(text: str) -> Spans:
    """A street with its town when it follows, or a postcode and a town alone."""
    towns = {
        match.start(): match.end()
        for match in TOWN.finditer(text)
        if match[1].casefold() not in NOT_A_TOWN | STOP
    }
    for match in STREET.finditer(text):
        end = match.end()
        gap = NEXT_LINE.match(text, end)
        if gap and gap.end() in towns:
            end = towns.pop(gap.end())
        yield match.start(), end
    yield from towns.items()


# --- names -------------------------------------------------------------------------------------------------

TITLE = re.compile(
    rf"(?<![\w’'\-])(?:M\.|MM\.|M|Mr\.?|M(?:me|ME)s?\.?|M(?:lle|LLE)s?\.?|D(?:r|R)\.?|P(?:r|R)\.?|Me"
    rf"|[Mm]onsieur|MONSIEUR|[Mm]adame|MADAME|[Mm]ademoiselle|MADEMOISELLE|[Mm]esdames|[Mm]essieurs"
    rf"|[Dd]octeure?|DOCTEURE?|[Pp]rofesseure?|[Mm]aître|MAÎTRE)(?:{GAP}|(?<=\.)|{GAP}?\n)"
)
NAME_WORD = re.compile(r"[^\W\d_][\w’'\-]{0,38}")
INITIAL = re.compile(rf"[A-ZÀ-ÖØ-ÞŒ]\.(?:-?[A-ZÀ-ÖØ-ÞŒ]\.)?{GAP}?")
ONE_GAP = re.compile(GAP)
_PARTICLES = "de du des d la le van von der den da di do dos del della el al ben bin ibn"
PARTICLES = frozenset(_PARTICLES.split())
# capitalised words after a title or a name that are none: how sentences begin, functions, services
_STOP = """
    il elle ils elles je tu nous vous on ce cet cette ces ceci cela ça un une mon ma mes ton ta tes son sa
    ses notre nos votre vos leur leurs et ou mais donc or ni car à a au aux en dans sur sous pour par avec
    sans chez vers entre depuis pendant après avant lors quand lorsque si comme puis ensuite enfin ainsi
    alors aussi cependant toutefois pourtant qui que quoi dont où quel quelle quels quelles ne pas plus
    tout tous toute toutes chaque plusieurs certains certaines aucun aucune deux trois quatre cinq parce
    puisque afin malgré grâce voici voilà les l voir est sont était ont avait fait faire dit très trop peu
    bien directeur directrice directeurs directrices président présidente responsable responsables
    ministre maire préfet préfète juge procureur procureure chef cheffe secrétaire agent agente rapporteur
    conseiller conseillère médecin inspecteur inspectrice manager manageuse manageur docteur docteure
    professeur professeure maître monsieur madame mademoiselle messieurs mesdames sous-directeur
    sous-directrice adjoint adjointe gestionnaire direction service pôle agence caisse unité région
    département cpam caf urssaf carsat cnam cnaf ucanss cgss msa
"""
STOP = frozenset(_STOP.split())
LONGEST_NAME = 6  # words


def _persons(text: str) -> Spans:
    done = 0
    for title in TITLE.finditer(text):
        if title.start() >= done and (end := _name_end(text, title.end())):
            done = end
            yield title.start(), end


def _name_end(text: str, position: int) -> int:
    """Where the name that begins at `position` ends; 0 when none begins there."""
    end = 0
    if initial := INITIAL.match(text, position):
        position = initial.end()
    for rank in range(LONGEST_NAME):
        word = NAME_WORD.match(text, position)
        if word is None:
            break
        written = word[0].rstrip("’'-")
        if _is_name(written):
            end = position + len(written)
        elif not _may_lead_to_a_name(written, is_first=rank == 0):
            break
        gap = ONE_GAP.match(text, position + len(written))
        if gap is None:
            break
        position = gap.end()
    return end


def _is_name(word: str) -> bool:
    """Capitalised, of two letters or more, and no word that only begins a sentence or names a function."""
    if len(word) < 2:
        return False
    if word[1] in "’'":
        # « d’Ornano », « L’Hermitte », « N’Guessan »; not « L’équipe » nor « J’ai »
        return len(word) > 3 and word[2].isupper() and word[2:].casefold() not in STOP
    return word[0].isupper() and word.casefold() not in STOP | PARTICLES


def _may_lead_to_a_name(word: str, *, is_first: bool) -> bool:
    """« de », « Le », « van »; but « Mme la directrice » is no name."""
    if is_first and word in ("la", "le"):
        return False
    return word.casefold() in PARTICLES


# --- what to do with them ----------------------------------------------------------------------------------


def suggestion(finding: Finding) -> str:
    """What may stand there instead; the candidate writes what they like."""
    if finding.kind is not MentionKind.PERSON:
        return {
            MentionKind.NIR: "[numéro retiré]",
            MentionKind.PHONE: "[téléphone retiré]",
            MentionKind.EMAIL: "[adresse électronique retirée]",
            MentionKind.ADDRESS: "[adresse retirée]",
        }[finding.kind]
    title, *words = re.split(f"(?:{GAP}|\\n)+|(?<=\\.)(?=\\w)", finding.text)
    return f"{title}\u00a0{words[-1].removeprefix('d’').removeprefix('d' + chr(39))[0].upper()}."


def sentence_around(text: str, finding: Finding, *, reach: int = 140) -> tuple[str, str]:
    """(before, after): the words around a mention, cut at the line and between words, « … » where cut."""
    before = text[max(0, finding.start - reach) : finding.start]
    after = text[finding.end : finding.end + reach]
    if "\n" in before:
        before = before.rpartition("\n")[2]
    elif finding.start > reach:
        before = "… " + (before.partition(" ")[2] or before)
    if "\n" in after:
        after = after.partition("\n")[0]
    elif finding.end + reach < len(text):
        after = (after.rpartition(" ")[0] or after) + " …"
    return before, after


def check_anonymised(unresolved: Sequence[Finding]) -> None:
    """Raises PersonsNamed while a mention is neither replaced nor kept on purpose."""
    numbers = sum(finding.kind.is_blocking for finding in unresolved)
    others = len(unresolved) - numbers
    sentences = []
    if numbers:
        sentences.append(
            f"Votre texte contient {count(numbers, 'numéro')} de sécurité sociale : "
            f"{'retirez-le' if numbers == 1 else 'retirez-les'} avant de déposer."
        )
    if others:
        sentences.append(
            f"Il reste {count(others, 'mention')} à relire : gardez ou remplacez chacune sur la page "
            "« Relecture des mentions de personnes »."
        )
    if sentences:
        raise PersonsNamed(*sentences)
