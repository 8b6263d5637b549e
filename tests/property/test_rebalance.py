"""Whatever the zones and the fleet: a plan of moves conserves providers, keeps its cap and comes out the same each time."""

from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from shared.models.facts import ZoneState
from shared.models.provider import Repositioning
from shared.models.supply import SupplyLevel, SupplySettings
from shared.supply.capacity import Seen, travel_s
from shared.supply.rebalance import plan_moves
from shared.supply.shortfall import saved_by_one_more
from tests.builders import NOW, a_point, an_area, later
from tests.fleets import a_state, asked_at, idle

ZONES = ("a", "b", "c", "d")
levels = st.sampled_from(list(SupplyLevel))


@st.composite
def states(draw: st.DrawFn, zone_id: str) -> ZoneState:
    far = draw(st.integers(-3000, 3000))
    return a_state(
        zone_id,
        waiting=draw(st.integers(0, 8)),
        expected=draw(st.floats(0, 6)),
        supply=draw(st.floats(0, 6)),
        help=draw(st.floats(0, 2)),
        level=draw(levels),
        hot_spot=draw(st.sampled_from([None, a_point(east_m=far)])),
    )


@st.composite
def people(draw: st.DrawFn, uid: str) -> Seen:
    asked = draw(st.none() | st.integers(0, 4000))
    changes = {} if asked is None else {"repositioning": Repositioning(**asked_at(later(-asked)))}
    zone = draw(st.sampled_from([*ZONES, None]))
    return idle(uid, zone, west_m=draw(st.integers(-4000, 4000)), idle_s=draw(st.integers(0, 5000)), **changes)  # type: ignore[arg-type]


windows = st.tuples(
    st.tuples(*(states(zone) for zone in ZONES)),
    st.integers(0, 9).flatmap(lambda count: st.tuples(*(people(f"p{n}") for n in range(count)))),
    st.integers(0, 5),
)


@given(windows)
def test_moves_conserve_providers_keep_the_cap_and_pay(
    window: tuple[tuple[ZoneState, ...], tuple[Seen, ...], int],
) -> None:
    zones, fleet, most = window
    settings = SupplySettings(most_per_run=most)
    level = {state.zone_id: state.level for state in zones}
    by_uid = {seen.provider.provider_id: seen for seen in fleet}

    found = plan_moves(an_area(supply=settings), zones, fleet, NOW)

    assert len(found) <= most
    assert len({move.provider_id for move in found}) == len(found), "a provider goes to one place"
    for move in found:
        seen = by_uid[move.provider_id]
        asked = seen.provider.repositioning
        assert seen.zone_id == move.from_zone != move.to_zone
        assert (level[move.from_zone], level[move.to_zone]) == (SupplyLevel.CALM, SupplyLevel.SHORT)
        assert asked is None or NOW - asked.asked_at >= timedelta(seconds=settings.cool_down_s)
        assert move.travel_s <= settings.most_travel_s
    assert sum(move.gain_s for move in found) >= settings.least_gain_s * len(found)


@given(windows, st.randoms(use_true_random=False))
def test_a_plan_does_not_depend_on_the_order_of_what_was_seen(
    window: tuple[tuple[ZoneState, ...], tuple[Seen, ...], int], chance: object
) -> None:
    zones, fleet, most = window
    area = an_area(supply=SupplySettings(most_per_run=most))
    shuffled_zones, shuffled_fleet = list(zones), list(fleet)
    chance.shuffle(shuffled_zones)  # type: ignore[attr-defined]
    chance.shuffle(shuffled_fleet)  # type: ignore[attr-defined]

    assert plan_moves(area, shuffled_zones, shuffled_fleet, NOW) == plan_moves(area, zones, fleet, NOW)


def worth(states_by: dict[str, ZoneState], going: list[tuple[Seen, str]]) -> float:
    """What moves are worth together, by the definition: wait saved and missed, the ways, and the least gain of each."""
    settings, total = SupplySettings(), 0.0
    for zone_id, state in states_by.items():
        come, leave = sum(to == zone_id for _, to in going), sum(seen.zone_id == zone_id for seen, _ in going)
        levels = [state.supply + state.help + n for n in range(come)]
        total += sum(round(saved_by_one_more(state.waiting, state.expected, level, 1200)) for level in levels)
        levels = [state.supply - n - 1 for n in range(leave)]
        total -= sum(round(saved_by_one_more(state.waiting, state.expected, level, 1200)) for level in levels)
    for seen, to in going:
        target = states_by[to].hot_spot or a_point()
        total -= travel_s(seen.point, target, an_area().dispatch.fleet_speed_mps, seen.provider.vehicle)
    return total - settings.least_gain_s * len(going)


@st.composite
def two_short_zones(draw: st.DrawFn) -> tuple[tuple[ZoneState, ...], list[Seen]]:
    calm = [draw(states(zone)).model_copy(update={"level": SupplyLevel.CALM, "waiting": 0}) for zone in ZONES[:2]]
    spots = [a_point(east_m=draw(st.integers(-2000, 2000))) for _ in range(2)]
    short = [
        draw(states(zone)).model_copy(update={"level": SupplyLevel.SHORT, "hot_spot": spot, "supply": 0.0})
        for zone, spot in zip(ZONES[2:], spots, strict=True)
    ]
    zones = draw(st.lists(st.sampled_from(ZONES[:2]), min_size=1, max_size=4))
    movers = [idle(f"p{n}", zone, west_m=draw(st.integers(-2000, 2000)), idle_s=0) for n, zone in enumerate(zones)]
    return (*calm, *short), movers


@given(two_short_zones(), st.integers(1, 4))
def test_no_other_moves_are_worth_more(market: tuple[tuple[ZoneState, ...], list[Seen]], most: int) -> None:
    zones, movers = market
    by_id = {str(state.zone_id): state for state in zones}

    found = plan_moves(an_area(supply=SupplySettings(most_per_run=most)), zones, movers, NOW)

    who = {seen.provider.provider_id: seen for seen in movers}
    best = 0.0
    for choice in product([None, *ZONES[2:]], repeat=len(movers)):
        going = [(seen, to) for seen, to in zip(movers, choice, strict=True) if to]
        best = max(best, worth(by_id, going) if len(going) <= most else 0.0)
    assert worth(by_id, [(who[m.provider_id], m.to_zone) for m in found]) == best
