"""A search of the register: read from an address, kept under a name, done again by an export."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q

from accounts.models import folded_name
from certificates.models import Certificate, Kind
from certificates.numbering import looks_like_a_number
from certificates.states import CertificateState
from ui.search import fold

# how rows may be sorted: label, and the key they are paged by
SORTS = {
    "": ("Décision, la plus récente d’abord", ["-awarded_at", "-pk"]),
    "ancien": ("Décision, la plus ancienne d’abord", ["awarded_at", "pk"]),
    "nom": ("Nom du titulaire", ["holder_name", "pk"]),
    "organisme": ("Organisme", ["organisation", "-awarded_at", "-pk"]),
    "numero": ("Numéro (certificats délivrés)", ["number", "pk"]),
}
KEYS = ("q", "nature", "etat", "bloc", "organisme", "du", "au", "tri")
LONGEST = 200


@dataclass(frozen=True)
class Search:
    """What is asked. Whatever is not understood asks nothing: an address is not a form to fill in again."""

    words: str = ""
    kind: str = ""
    state: str = ""
    block: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""

    @property
    def order(self):
        return SORTS[self.sort][1]

    @property
    def query(self):
        """The same search as an address says it, nothing empty."""
        said = {
            "q": self.words,
            "nature": self.kind,
            "etat": self.state,
            "bloc": self.block,
            "organisme": self.organisation,
            "du": self.since.isoformat() if self.since else "",
            "au": self.until.isoformat() if self.until else "",
            "tri": self.sort,
        }
        return {key: value for key, value in said.items() if value}

    @property
    def address(self):
        return urlencode(self.query)

    def among(self, certificates):
        """The rows of this search, in no order yet."""
        return self.narrowed(certificates).matching(self.words)

    def narrowed(self, certificates):
        """The rows of this search whatever its words: for a page, which looks for them in its order."""
        asked = Q()
        for lookup, value in [
            ("kind", self.kind),
            ("state", self.state),
            ("block", self.block),
            ("organisation__in", _written_as(self.organisation) if self.organisation else ""),
            ("awarded_on__gte", self.since),
            ("awarded_on__lte", self.until),
            ("number__isnull", False if self.sort == "numero" else ""),
        ]:
            if value not in ("", None):
                asked &= Q(**{lookup: value})
        found = certificates.filter(asked)
        one = self._of_this_number(found)
        return found if one is None else one

    def _of_this_number(self, certificates):
        """The one that has exactly the number typed, if it is one: its words are those of « MO-B3-2026-0003 »
        too, which is another. None when there is none."""
        if not looks_like_a_number(self.words):
            return None
        one = certificates.filter(number="-".join(fold(self.words).split()).upper())
        return one if one.exists() else None


def read_search(params):
    """A Search from what an address holds: a QueryDict, or the `query` of an earlier one."""
    said = {key: str(params.get(key, ""))[:LONGEST].replace("\0", "").strip() for key in KEYS}
    return Search(
        words=said["q"],
        kind=said["nature"] if said["nature"] in Kind.values else "",
        state=said["etat"] if said["etat"] in CertificateState.values else "",
        block=said["bloc"] if is_key(said["bloc"]) else "",
        organisation=said["organisme"],
        since=_day(said["du"]),
        until=_day(said["au"]),
        sort=said["tri"] if said["tri"] in SORTS else "",
    )


# One look in the index for each organisation of the register, however many certificates it has.
EACH_ORGANISATION = """
    WITH RECURSIVE each AS (
        SELECT min(organisation) AS name FROM {table}
        UNION ALL
        SELECT (SELECT min(organisation) FROM {table} WHERE organisation > each.name)
        FROM each WHERE each.name IS NOT NULL
    )
    SELECT name FROM each WHERE name IS NOT NULL
"""


def _written_as(organisation):
    """Every writing of this organisation in the register: a certificate keeps the one of its day."""
    with connection.cursor() as cursor:
        cursor.execute(EACH_ORGANISATION.format(table=connection.ops.quote_name(Certificate._meta.db_table)))
        names = [name for (name,) in cursor.fetchall()]
    return [name for name in names if folded_name(name) == folded_name(organisation)]


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_key(text):
    return text.isascii() and text.isdigit() and len(text) < 19
