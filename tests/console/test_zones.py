"""Drawing the zones of an area: on the map and as numbers, judged at once and by the backend, with versions."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from benchmarks.town import SERVICE, Town, square
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.place import LatLng
from shared.models.zone import Zone
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import eventually

BOWTIE = '{"type":"Polygon","coordinates":[[[%(w)s,45.9],[%(e)s,46.1],[%(e)s,45.9],[%(w)s,46.1],[%(w)s,45.9]]]}'


def city_of(town: Town) -> str:
    return f"{town.area_id}-city"


def zone_of(town: Town, zone_id: str) -> Zone | None:
    kept = FirestoreStore(town.server).get(paths.zone(zone_id), Zone)
    return kept.value if kept else None


def put_city(town: Town, **changes: object) -> None:
    known = {"zone_id": city_of(town), "area_id": town.area_id, "name": "City", "services": [SERVICE]}
    town.admin.call("put_zone", **{**known, "geometry": square(town.centre), **changes})


def open_city(screen: Screen, town: Town) -> None:
    screen.open(town.operator("sue", role="supervisor"), town, "zones", city_of(town))
    expect(corners(screen)).to_have_count(4)


def corners(screen: Screen) -> Locator:
    return screen.page.get_by_role("button", name="Border, corner")


def until_zone(town: Town, zone_id: str, holds: Callable[[Zone], bool]) -> Zone:
    found = eventually(lambda: zone_of(town, zone_id), lambda zone: zone is not None and holds(zone))
    assert found is not None
    return found


def test_a_corner_is_dragged_moved_by_key_and_added_and_the_zone_saved(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    open_city(screen, town)
    first = corners(screen).first
    box = first.bounding_box()
    assert box is not None

    screen.page.mouse.move(box["x"] + 7, box["y"] + 7)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 60, box["y"] - 50, steps=5)
    screen.page.mouse.up()
    first.focus()
    screen.page.keyboard.press("ArrowUp")
    screen.page.keyboard.press("+")
    expect(corners(screen)).to_have_count(5)
    screen.button("Save version 2").click()

    expect(screen.text("is saved as version 2.")).to_be_visible()
    saved = until_zone(town, city_of(town), lambda zone: zone.version == 2)
    assert saved.geometry.geojson is not None
    assert saved.geometry.geojson.count("],[") == 5
    assert screen.faults == []


def test_crossing_edges_are_shown_at_once_and_refused_in_words(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    open_city(screen, town)
    sides = {"w": town.centre.lng - 0.1, "e": town.centre.lng + 0.1}

    screen.page.get_by_text("As text").click()
    screen.page.get_by_label("GeoJSON (lng, lat), or a circle").fill(BOWTIE % sides)

    faults = screen.page.get_by_role("status", name="Faults of the shape")
    expect(faults).to_contain_text("Border: the edges after corner 1 and corner 3 cross.")
    screen.button("Save version 2").click()
    expect(screen.page.get_by_role("alert")).to_contain_text("B118 BAD_GEOMETRY")
    expect(screen.text("Self crossing")).to_be_visible()
    expect(corners(screen)).to_have_count(4)
    kept = zone_of(town, city_of(town))
    assert kept is not None
    assert kept.version == 1


def test_a_zone_is_drawn_with_the_keyboard_alone_and_gets_a_hole(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    screen.open(town.operator("sue", role="supervisor"), town, "zones")

    screen.page.get_by_role("link", name="New zone").press("Enter")
    screen.button("Take a square").press("Enter")
    screen.button("Add a hole").press("Enter")
    screen.button("Take a square").press("Enter")
    expect(screen.text(f"Overlaps {town.area_id.capitalize()} (priority 0)")).to_be_visible()
    screen.page.get_by_text("Hole 1, 4 corners").press("Enter")
    screen.button("Remove corner 4").press("Enter")
    screen.page.get_by_label("Name").fill("<img src=x onerror=alert(1)>")
    screen.page.get_by_label("Priority in overlaps").fill("7")
    screen.page.keyboard.press("Enter")

    expect(screen.text("is saved as version 1.")).to_be_visible()
    expect(screen.page.get_by_role("link", name="<img src=x onerror=alert(1)>")).to_be_visible()
    kept = until_zone(town, f"{town.area_id}-img-src-x-onerror-alert-1", lambda zone: zone.priority == 7)
    assert kept.geometry.geojson is not None
    assert kept.geometry.geojson.count("]],[[") == 1
    assert screen.page.locator(".area-view img").count() == 0


def test_a_ring_is_drawn_by_clicks_on_the_map(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    screen.open(town.operator("sue", role="supervisor"), town, "zones", "+")
    canvas = screen.page.locator(".maplibregl-canvas")
    expect(screen.text("0 so far")).to_be_visible()

    for number, (x, y) in enumerate([(200, 200), (400, 220), (300, 400)], start=1):
        canvas.click(position={"x": x, "y": y})
        expect(screen.text(f"{number} so far")).to_be_visible()
    screen.page.keyboard.press("Enter")

    expect(corners(screen)).to_have_count(3)


def test_a_zone_that_somebody_else_saved_meanwhile_keeps_what_was_typed(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    open_city(screen, town)
    screen.page.get_by_label("Name").fill("My city")
    put_city(town, name="Their city")

    alert = screen.page.get_by_role("alert").filter(has_text="meanwhile")
    expect(alert).to_contain_text("Somebody saved version 2 meanwhile; you began with version 1.")
    screen.button("Save version 2").click()
    expect(screen.text("X910 STALE_VERSION")).to_be_visible()
    expect(screen.page.get_by_label("Name")).to_have_value("My city")
    screen.button("Go on with mine over theirs").click()
    screen.button("Save version 3").click()

    expect(screen.text("My city is saved as version 3.")).to_be_visible()


def test_two_versions_are_compared_in_words_and_on_the_map(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    put_city(town, name="Greater city", priority=3)
    put_city(town, name="Greater city", geometry=square(LatLng(lat=town.centre.lat, lng=town.centre.lng + 0.1)))
    open_city(screen, town)

    screen.page.get_by_role("tab", name="Versions").click()
    screen.page.get_by_label("From version").select_option("1")

    changes = screen.page.get_by_role("table", name="What differs between the versions")
    expect(changes.get_by_role("row", name="Name")).to_contain_text("Greater city")
    expect(screen.page.get_by_label("To version")).to_contain_text("3: ")
    expect(corners(screen)).to_have_count(0)
    screen.button("Edit version 1 as a new one").click()
    expect(screen.page.get_by_label("Name")).to_have_value(town.area_id.capitalize())
    expect(screen.button("Save version 4")).to_be_enabled()


def test_an_operator_may_look_at_zones_and_not_save_them(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()

    screen.open(town.operator("olga"), town, "zones", city_of(town))

    expect(screen.text("Zones are drawn by supervisors and administrators")).to_be_visible()
    expect(screen.button("Save version 2")).to_be_disabled()
