"""A rider's phone: its fixes shake; at work it tells of the way in tracks, else where it is now and then."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.loops.city import Rider
from benchmarks.loops.ground import Place
from benchmarks.loops.town import Town, point_of, rider_actor, uid_of

TRACK_EVERY_S, IDLE_EVERY_S = 15, 30
_GPS_M = 6.0
_ACCURACY_M = 8.0


@dataclass
class Phone:
    """What it knows of itself. One of the two ``tells_`` is called every five seconds, unless it is dead."""

    town: Town
    rider: Rider
    shakes: Random
    """Of its fixes: the only chance that depends on how the day goes."""
    told_s: float
    """When it last told of anything."""
    track: list[dict[str, Any]] = field(default_factory=list)

    def tells_idle(self, place: Place) -> None:
        """Say where it is, if it is time to."""
        self.track = []
        if self._is_due(IDLE_EVERY_S):
            self.town.is_seen(uid_of(self.rider), point_of(self._fix(place)))

    def tells_on_the_way(self, place: Place) -> None:
        """Take a fix, and tell of those taken, if it is time to."""
        point = point_of(self._fix(place)).model_dump()
        self.track.append({"point": point, "accuracy_m": _ACCURACY_M, "device_time": self.town.clock.real_now()})
        if self._is_due(TRACK_EVERY_S):
            points, self.track = self.track, []
            self.town.tries(rider_actor(self.rider), "report_track", points=points)

    def _is_due(self, every_s: int) -> bool:
        if self.town.now_s - self.told_s < every_s:
            return False
        self.told_s = self.town.now_s
        return True

    def _fix(self, place: Place) -> Place:
        return Place(place.north_m + self.shakes.gauss(0, _GPS_M), place.east_m + self.shakes.gauss(0, _GPS_M))


def phone_of(town: Town, rider: Rider, shakes: Random) -> Phone:
    """Give a rider a phone, out of step with the others."""
    return Phone(town, rider, shakes, told_s=-shakes.uniform(0, IDLE_EVERY_S))
