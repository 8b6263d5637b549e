"""What an area does by itself about disruptions, as a form: changed, judged, and never over somebody else's change unseen."""

from playwright.sync_api import Locator, expect

from benchmarks.town import Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.playbook import Play, Playbook
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import eventually


def playbook_of(town: Town) -> Playbook | None:
    kept = FirestoreStore(town.server).get(paths.playbook(town.area_id), Playbook)
    return kept.value if kept else None


def play_of(town: Town, kind: DisruptionKind, version: int) -> Play:
    kept = eventually(lambda: playbook_of(town), lambda found: found is not None and found.version == version)
    assert kept is not None
    return next(play for play in kept.plays if play.kind is kind)


def open_playbook(screen: Screen, town: Town) -> Locator:
    screen.open(town.operator("sue", role="supervisor"), town, "playbook")
    return screen.page.get_by_role("table", name="Plays").get_by_role("row", name="Late start")


def test_an_area_starts_from_the_defaults_and_gets_a_playbook_of_its_own(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    row = open_playbook(screen, town)
    expect(screen.text("Defaults: this area has none of its own")).to_be_visible()

    row.get_by_label("Reassign").uncheck()
    row.get_by_label("Least gain").fill("300")
    row.get_by_label("If nobody answers").select_option("wait")
    changes = screen.page.get_by_role("table", name="What saving would change")
    expect(changes.get_by_role("row", name="Late start: least gain, s")).to_contain_text("300")
    screen.button("Save version 1").click()

    expect(screen.text("Saved as version 1.")).to_be_visible()
    play = play_of(town, DisruptionKind.LATE_START, 1)
    assert (play.automatic, play.least_gain_s, play.fallback) == ((RecoveryAction.NOTIFY,), 300, RecoveryAction.WAIT)
    assert screen.faults == []


def test_only_what_a_play_may_say_is_offered_and_what_is_mistyped_is_said(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    row = open_playbook(screen, town)

    row.get_by_label("Most risk").fill("130")

    expect(row.get_by_role("alert")).to_contain_text("Most risk: a share from 0 to 100 %.")
    expect(screen.button("Save version 1")).to_be_disabled()
    expect(row.get_by_label("If nobody answers").get_by_role("option")).to_have_text(
        ["Wait", "Notify", "Reassign", "Review"]
    )
    expect(row.get_by_label("Hand over")).to_have_count(0)


def test_a_playbook_that_somebody_else_changed_is_not_overwritten_unseen(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    row = open_playbook(screen, town)
    row.get_by_label("Least gain").fill("300")
    theirs = {"kind": "late_start", "automatic": [], "decide_within_s": 77}
    town.admin.call("put_playbook", area_id=town.area_id, plays=[theirs])

    expect(screen.page.get_by_role("alert").filter(has_text="meanwhile")).to_be_visible()
    screen.button("Save version 1").click()
    expect(screen.text("X910 STALE_VERSION")).to_be_visible()
    expect(row.get_by_label("Least gain")).to_have_value("300")
    screen.button("Take theirs").click()

    expect(row.get_by_label("Decide within")).to_have_value("77")
    expect(screen.button("Save version 2")).to_be_disabled()


def test_two_versions_are_compared_and_an_old_one_is_saved_anew(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    for least_gain_s, automatic in ((60, ["notify"]), (240, [])):
        play = {"kind": "late_start", "automatic": automatic, "least_gain_s": least_gain_s}
        town.admin.call("put_playbook", area_id=town.area_id, plays=[play])
    row = open_playbook(screen, town)
    row.get_by_label("Decide within").fill("77")

    screen.page.get_by_role("tab", name="Edit").press("ArrowRight")
    expect(screen.page.get_by_label("From version")).to_contain_text("1: ")
    changes = screen.page.get_by_role("table", name="What differs between the versions")
    expect(changes.get_by_role("row", name="Late start: least gain, s").get_by_role("cell")).to_have_text(["60", "240"])
    expect(changes.get_by_role("row", name="Late start: runs by itself").get_by_role("cell")).to_have_text(
        ["Notify", "nothing"]
    )
    screen.page.get_by_role("tab", name="Versions").press("ArrowLeft")
    expect(row.get_by_label("Decide within")).to_have_value("77")
    screen.page.get_by_role("tab", name="Versions").click()
    screen.button("Edit version 1 as a new one").click()
    screen.button("Save version 3").click()

    expect(screen.text("Saved as version 3.")).to_be_visible()
    play = play_of(town, DisruptionKind.LATE_START, 3)
    assert (play.least_gain_s, play.automatic, play.decide_within_s) == (60, (RecoveryAction.NOTIFY,), 120)
    assert screen.faults == []


def test_operators_see_the_versions_but_do_not_write_them(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    for _ in range(2):
        town.admin.call("put_playbook", area_id=town.area_id, plays=[])
    screen.open(town.operator("olga"), town, "playbook")
    expect(screen.text("Playbooks are written by supervisors and administrators.")).to_be_visible()

    screen.page.get_by_role("tab", name="Versions").click()

    expect(screen.text("Nothing differs.")).to_be_visible()
    expect(screen.button("Edit version 1 as a new one")).to_have_count(0)
