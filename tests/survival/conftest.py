"""What attacks and faults are tried on: the world of the journeys."""

from tests.journeys.conftest import arrive, clock, make_world

__all__ = ["arrive", "clock", "make_world"]
