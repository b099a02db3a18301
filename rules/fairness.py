"""Calibration: how members and competences compare, told from ten votes on.

A share of three votes says more about three dossiers than about a member: under
`FEWEST_VOTES` nothing is told.
"""

from dataclasses import dataclass

FEWEST_VOTES = 10


@dataclass(frozen=True)
class Tendency:
    """Counts of votes. `readings` were cast at the reading, `to_interview` of them said « à approfondir »;
    `agreed` were what the jury then decided together; `split` were cast where members did not all agree."""

    votes: int
    readings: int
    to_interview: int
    agreed: int
    split: int

    def __post_init__(self) -> None:
        if not self.to_interview <= self.readings <= self.votes:
            raise ValueError("More votes sent to the interview than votes cast.")
        if max(self.agreed, self.split) > self.votes:
            raise ValueError("More votes agreed or split than votes cast.")

    @property
    def is_told(self) -> bool:
        return self.votes >= FEWEST_VOTES

    @property
    def sent_share(self) -> float | None:
        """The share of readings sent to the interview, or None while it tells nothing."""
        return self._share(self.to_interview, self.readings)

    @property
    def agreement(self) -> float | None:
        return self._share(self.agreed, self.votes)

    @property
    def spread(self) -> float | None:
        """The share of votes cast where the members were divided."""
        return self._share(self.split, self.votes)

    def _share(self, part: int, whole: int) -> float | None:
        return part / whole if self.is_told and whole else None
