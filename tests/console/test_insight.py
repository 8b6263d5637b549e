"""How an area has done, by hour: drawn, as tables and as files, from one document an hour."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from benchmarks.town import Town, open_offers
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.booking.hours import hour_of
from shared.models.acceptance import AcceptanceModel, Reliability
from shared.models.change import put
from shared.models.facts import HourMetrics, Spread
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import booking, eventually, work_off

DAY_H = 24
VIENNA = ZoneInfo("Europe/Vienna")


def a_day_of(town: Town) -> None:
    """A day of hours as the rollup leaves them, and what was learned of acceptance."""
    this_hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [an_hour(town, this_hour - timedelta(hours=back), 6 + back * 7 % 30) for back in range(DAY_H)]
    tenths = tuple(
        Reliability(answers=40, predicted=40 * (n + 0.5) / 10, accepted=40 * (n + 0.7) / 10.7) for n in range(10)
    )
    model = AcceptanceModel(
        area_id=town.area_id,
        features="none",
        typical=0.5,
        weights=(),
        covariance=(),
        calibration=(),
        calibration_covariance=(),
        reliability=tenths,
    )
    store = FirestoreStore(town.server)
    store.commit([*(put(paths.metrics_hour(town.area_id, one.hour), one) for one in hours)])
    store.commit([put(paths.acceptance_model(town.area_id), model)])


def an_hour(town: Town, start: datetime, demand: int) -> HourMetrics:
    done = demand * 4 // 5
    return HourMetrics(
        area_id=town.area_id,
        hour=hour_of(start),
        bookings=demand,
        offered=demand - 1,
        assigned=done + 1,
        picked_up=done,
        offers=demand + 3,
        outcomes={"completed": done, "cancelled": demand - done - 1, "unfulfilled": 1},
        refusals={"B101 NOT_SERVICEABLE": demand % 3 + 1},
        to_offer=Spread(count=demand, mean_s=9, p50_s=6 + demand % 7, p90_s=18 + demand % 11),
        to_assignment=Spread(count=done + 1, mean_s=40, p50_s=30 + demand % 9, p90_s=85),
        eta_miss=Spread(count=done, mean_s=120, p50_s=90 + demand, p90_s=260 + demand),
        mean_eta_error_s=demand - 20,
        told_first=done,
        covered_first=0.7 + demand % 5 / 20,
        told_last=done,
        covered_last=0.78 + demand % 4 / 25,
        providers=12,
        online_looks=600,
        busy_looks=200 + demand * 9,
        fairness=0.6 + demand % 6 / 20,
        late=demand // 8,
        computed_at=start,
    )


def saved(screen: Screen, name: str) -> list[dict[str, str]]:
    """Save a table and read the file."""
    with screen.page.expect_download() as download:
        screen.button(f"Save {name} as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_people_did_is_in_the_hours_figures(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    ada, customer = town.provider("ada"), town.customer()
    offers = open_offers(ada)
    done = str(customer.call("place_booking", **town.order())["booking_id"])
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    ada.call("accept_offer", offer_id=offer_id)
    schedule_clock.fire(town.suite, "snapshot")
    work_off(ada, town.server, done)
    called_off = str(customer.call("place_booking", **town.order())["booking_id"])
    customer.call("cancel_booking", booking_id=called_off, reason="never mind")
    eventually(lambda: booking(town.server, done).state.value, lambda state: state == "completed")
    both = [paths.fact(done), paths.fact(called_off)]
    eventually(lambda: [town.server.document(path).get().exists for path in both], all)
    schedule_clock.fire(town.suite, "rollup")

    screen.open(town.operator("olga"), town, "insight")

    funnel = screen.page.get_by_role("list", name="How far bookings came")
    expect(funnel).to_contain_text("Placed2")
    expect(funnel).to_contain_text("Completed1")
    expect(screen.page.get_by_role("list", name="Where the others went")).to_contain_text("1 Cancelled")
    expect(screen.page.locator(".figure").filter(has_text="Utilisation")).to_contain_text("100 %")
    (hour,) = [row for row in saved(screen, "all hours") if row["Ended (bookings)"] not in {"", "0"}]
    assert (hour["Completed (bookings)"], hour["Cancelled (bookings)"]) == ("1", "1")
    assert float(hour["First offer, median (s)"]) >= 0
    offers.close()
    assert screen.faults == []


def test_every_chart_has_its_table_and_its_file_and_tells_hours_as_the_area_does(
    new_town: OpenTown, screen: Screen
) -> None:
    town = new_town()
    a_day_of(town)
    screen.open(town.operator("olga"), town, "insight")
    expect(screen.page.locator(".plot canvas")).to_have_count(7)
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=DAY_H - 1)

    tables = screen.page.locator("summary")
    for number in range(tables.count()):
        tables.nth(number).click()

    expect(screen.page.get_by_role("table", name="ETA coverage").get_by_role("row")).to_have_count(DAY_H + 1)
    local = first.astimezone(VIENNA)
    told = re.compile(rf"^{local.day} \w+, {local:%H:%M}$")
    expect(
        screen.page.get_by_role("table", name="Decision latency").get_by_role("rowheader", name=told)
    ).to_be_visible()
    latency = saved(screen, "Decision latency")
    assert len(latency) == DAY_H
    assert latency[0]["Hour (UTC)"].startswith(hour_of(first))
    assert len(saved(screen, "Acceptance calibration")) == 10
    assert {row["Step or outcome"] for row in saved(screen, "Funnel")} >= {"Placed", "Picked up", "Unfulfilled"}


def test_other_hours_are_gone_to_and_an_hour_of_which_nothing_is_known_is_a_gap(
    new_town: OpenTown, screen: Screen
) -> None:
    town = new_town()
    a_day_of(town)
    screen.open(town.operator("olga"), town, "insight")
    expect(screen.page.get_by_role("list", name="How far bookings came")).not_to_contain_text("Placed0")

    screen.button("Earlier").click()

    expect(screen.text("Nothing is known of these hours.")).to_be_visible()
    assert {row["Ended (bookings)"] for row in saved(screen, "all hours")} == {""}
    screen.button("Later", exact=True).click()
    screen.page.get_by_role("combobox", name="Hours").select_option("48")
    assert len(saved(screen, "all hours")) == 2 * DAY_H


def test_areas_stand_side_by_side_for_whoever_supervises_several(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(), new_town()
    a_day_of(other)
    screen.open(town.admin, other, "insight")

    screen.page.get_by_role("button", name="Compare").click()

    table = screen.page.get_by_role("table", name="Areas side by side")
    expect(table.get_by_role("row", name=other.area_id.capitalize())).to_contain_text("78 %")
    (told, *others) = saved(screen, "Areas")
    assert (told["Area"], len(others) >= 1) == (other.area_id.capitalize(), True)
    assert int(told["Ended (bookings)"]) > 0
