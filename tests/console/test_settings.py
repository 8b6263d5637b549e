"""An area's settings as a form: only what was touched changes, and every version can be compared."""

from playwright.sync_api import expect

from benchmarks.town import Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.area import ServiceArea
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import eventually


def area_of(town: Town, version: int) -> ServiceArea:
    def kept() -> ServiceArea:
        found = FirestoreStore(town.server).get(paths.service_area(town.area_id), ServiceArea)
        assert found is not None
        return found.value

    return eventually(kept, lambda area: area.version == version)


def open_settings(screen: Screen, town: Town) -> None:
    screen.open(town.operator("sue", role="supervisor"), town, "settings")
    expect(screen.page.get_by_label("Offer ttl")).to_have_value("10")


def test_a_setting_is_changed_and_everything_else_stays(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(detection={"late_start_s": 111})
    open_settings(screen, town)

    screen.page.get_by_label("Offer ttl").fill("33")
    screen.page.get_by_role("tab", name="Weights").click()
    screen.page.get_by_label("Idle", exact=True).fill("0.5")
    changes = screen.page.get_by_role("table", name="Changes")
    expect(changes.get_by_role("row", name="Dispatch: offer ttl, s")).to_contain_text("33")
    expect(changes.get_by_role("row", name="Weights: idle")).to_contain_text("0.5")
    screen.button("Save version 2").click()

    expect(screen.text("Saved as version 2.")).to_be_visible()
    area = area_of(town, 2)
    assert (area.dispatch.offer_ttl_s, area.dispatch.weights.idle) == (33, 0.5)
    assert (area.detection.late_start_s, area.dispatch.decline_cooldown_s) == (111, 600)


def test_what_a_setting_can_not_be_is_said_and_not_sent(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    open_settings(screen, town)

    screen.page.get_by_label("Wave size").fill("21")

    expect(screen.text("Has to be a whole number from 1 to 20.")).to_be_visible()
    expect(screen.button("Save version 2")).to_be_disabled()


def test_settings_that_somebody_else_changed_are_not_overwritten_unseen(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    open_settings(screen, town)
    screen.page.get_by_label("Wave size").fill("7")
    named = {"area_id": town.area_id, "name": "<i>Theirs</i>", "timezone": "Europe/Vienna"}
    town.admin.call("put_service_area", **named, centre=town.centre.model_dump(), dispatch={"offer_ttl_s": 66})

    expect(screen.page.get_by_role("alert").filter(has_text="meanwhile")).to_be_visible()
    screen.button("Save version 2").click()
    expect(screen.text("X910 STALE_VERSION")).to_be_visible()
    screen.button("Go on with mine over theirs").click()
    screen.button("Save version 3").click()

    expect(screen.text("Saved as version 3.")).to_be_visible()
    expect(screen.page.get_by_role("heading", name="<i>Theirs</i>")).to_be_visible()
    area = area_of(town, 3)
    assert (area.dispatch.wave_size, area.dispatch.offer_ttl_s) == (7, 66)


def test_two_versions_of_the_settings_are_compared(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    named = {"area_id": town.area_id, "name": town.area_id, "timezone": "Europe/Vienna"}
    town.admin.call("put_service_area", **named, centre=town.centre.model_dump(), supply={"most_per_run": 9})
    open_settings(screen, town)

    screen.page.get_by_role("tab", name="Versions").click()

    changes = screen.page.get_by_role("table", name="What differs between the versions")
    row = changes.get_by_role("row", name="Supply: most per run")
    expect(row.get_by_role("cell")).to_have_text(["5", "9"])
