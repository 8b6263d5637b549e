"""What a phone may write to its own position, and what not: one table of writes that differ from a good one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared import paths
from tests.rules.access_table import place, stored_position
from tests.rules.people import PIA, PROVIDER, VIENNA
from tests.rules.rest import Emulator
from tests.rules.values import Value, fields, from_now, no, nothing, number, point, text, whole, without, yes


@dataclass(frozen=True)
class Case:
    """One write of ``positions/pia`` by its provider.

    Attributes:
        name: what is special about it.
        allowed: whether the rules must let it through.
        change: fields that differ from a good position.
        drop: fields that are not sent; an update then deletes them.
        stored: what lies there: a position of long ago unless told, None for a first write.
        last_s: when the stored position was written, in seconds from now, instead of long ago.
        stamped: whether ``server_time`` is the time of the request.
    """

    name: str
    allowed: bool
    change: Mapping[str, Value] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    stored: Mapping[str, Value] | None = field(default_factory=stored_position)
    last_s: float | None = None
    stamped: bool = True

    def is_let_through(self, emulator: Emulator) -> bool:
        """Set the stored document up and try the write."""
        path, sent = paths.position(PIA), without({**place(), **self.change}, *self.drop)
        stamp = "server_time" if self.stamped else None
        if self.stored is None:
            emulator.remove(path)
            return emulator.may_create(PROVIDER.bearer, path, sent, stamp=stamp)
        last = {} if self.last_s is None else {"server_time": from_now(seconds=self.last_s)}
        emulator.put(path, {**self.stored, **last})
        mask = tuple(dict.fromkeys([*sent, *self.drop]))
        return emulator.may_update(PROVIDER.bearer, path, sent, mask=mask, stamp=stamp)


def _good(name: str, **change: Value) -> Case:
    return Case(name, True, change)


def _bad(name: str, **change: Value) -> Case:
    return Case(name, False, change)


PLACES = (
    _good("the next fix"),
    _good("a teleport, which the backend judges", point=point(-33.9, 151.2), geohash=text("r3gx2f77b")),
    _good("a pole and the antimeridian", point=point(90, -180)),
    _good("whole numbers", accuracy_m=whole(0), heading_deg=whole(360), speed_mps=whole(400)),
    _good("no heading, no speed", heading_deg=nothing(), speed_mps=nothing()),
    Case("optional fields gone", True, drop=("heading_deg", "speed_mps", "source")),
    _good("from the network", source=text("network")),
    _good("made up by another app, and saying so", mocked=yes()),
    _good("the shortest geohash", geohash=text("u2edk1t0")),
    _good("the longest geohash", geohash=text("u2edk1t0pzzz")),
    _bad("accuracy is not a number", accuracy_m=number("NaN")),
    _bad("accuracy is infinite", accuracy_m=number("Infinity")),
    _bad("accuracy is negative", accuracy_m=number(-0.1)),
    _bad("accuracy says nothing", accuracy_m=number(100_001)),
    _bad("accuracy is text", accuracy_m=text("8")),
    _bad("accuracy is null", accuracy_m=nothing()),
    _bad("heading is not a number", heading_deg=number("NaN")),
    _bad("heading over the circle", heading_deg=number(360.1)),
    _bad("heading is negative", heading_deg=number(-1)),
    _bad("heading is text", heading_deg=text("north")),
    _bad("speed is not a number", speed_mps=number("NaN")),
    _bad("speed is infinite", speed_mps=number("Infinity")),
    _bad("speed over the limit", speed_mps=number(400.1)),
    _bad("speed is negative", speed_mps=number(-1)),
    _bad("the point is two doubles", point=fields(lat=number(48.2), lng=number(16.4))),
    _bad("the point is text", point=text("48.2,16.4")),
    _bad("the point is null", point=nothing()),
    _bad("the geohash is too short to be found", geohash=text("u2edk1t")),
    _bad("the geohash is too long", geohash=text("u2edk1t0pzzzz")),
    _bad("the geohash has a letter that none has", geohash=text("u2edk1t0a")),
    _bad("the geohash has a capital", geohash=text("U2edk1t0p")),
    _bad("the geohash has a line break", geohash=text("u2edk1t0p\n")),
    _bad("the geohash is empty", geohash=text("")),
    _bad("the geohash is a number", geohash=number(12345678)),
    _bad("an unknown source", source=text("dreamt")),
    _bad("the source is a number", source=number(1)),
    _bad("whether it is made up is text", mocked=text("no")),
    *(Case(f"{name} is deleted", False, drop=(name,)) for name in ("provider_id", "point", "geohash", "accuracy_m")),
)
TIMES = (
    _good("a phone's clock that is slow", device_time=from_now(hours=-23)),
    _good("a phone's clock that is fast", device_time=from_now(hours=23)),
    _bad("device_time of yesterday", device_time=from_now(hours=-25)),
    _bad("device_time of tomorrow", device_time=from_now(hours=25)),
    _bad("device_time is text", device_time=text("2026-01-01T00:00:00Z")),
    _bad("device_time is null", device_time=nothing()),
    Case("device_time is deleted", False, drop=("device_time",)),
    Case("server_time by the client's clock", False, {"server_time": from_now()}, stamped=False),
    Case("server_time of later", False, {"server_time": from_now(hours=1)}, stamped=False),
    Case("server_time left as it was", False, stamped=False),
    Case("server_time is deleted", False, drop=("server_time",), stamped=False),
    Case("three seconds after the last", True, last_s=-3),
    Case("right after the last", False, last_s=0),
    Case("before the last", False, last_s=300),
)
SERVER_FIELDS = (
    Case("matchable as it is", True, {"matchable": yes()}),
    Case("matchable turned off", False, {"matchable": no()}),
    Case(
        "matchable turned on",
        False,
        {"matchable": yes()},
        stored=stored_position() | {"matchable": no()},
    ),
    Case("matchable deleted", False, drop=("matchable",)),
    _bad("another area", area_id=text("graz")),
    Case("the area deleted", False, drop=("area_id",)),
    _bad("handed over", provider_id=text("per")),
    _bad("an extra field", load=whole(0)),
    _bad("its own doubts", suspect=text("none")),
    _bad("a mark of its own choice", marks=text("repair")),
    Case("prepared by the server", True, stored={"matchable": yes(), "area_id": text(VIENNA)}),
)
FIRST_WRITES = (
    Case("the first fix", True, stored=None),
    Case("first, off duty and without area", True, {"matchable": no(), "area_id": nothing()}, stored=None),
    Case("first, on duty", False, {"matchable": yes()}, stored=None),
    Case("first, duty is text", False, {"matchable": text("true")}, stored=None),
    Case("first, with an area", False, {"area_id": text(VIENNA)}, stored=None),
    Case("first, for another", False, {"provider_id": text("per")}, stored=None),
    Case("first, with an extra field", False, {"load": whole(0)}, stored=None),
    Case("first, by the client's clock", False, {"server_time": from_now()}, stored=None, stamped=False),
    *(
        Case(f"first, without {name}", False, drop=(name,), stored=None)
        for name in ("provider_id", "point", "geohash", "accuracy_m", "device_time")
    ),
    Case("first, without server_time", False, stored=None, stamped=False),
)
CASES = PLACES + TIMES + SERVER_FIELDS + FIRST_WRITES
