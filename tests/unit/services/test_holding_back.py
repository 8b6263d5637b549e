"""What is held back or tried again: judged once more when its time has come, and never sent too late."""

from typing import Any

import pytest

from muster.services import deliver_notice as module
from muster.services.notify_suggestion import notify_suggestion
from shared import collection_names, paths
from shared.models.push import Delivery, PushAnswer, TargetState
from shared.models.supply import Suggestion, SuggestionState
from tests.builders import CUSTOMER, PROVIDER, a_device
from tests.moves import a_suggestion_to
from tests.world import World

BUSY = PushAnswer(status=503)
PHONE = "phone-1"


def a_phone(world: World, **fields: Any) -> None:
    now = world.clock.real_now()
    world.store.seed(
        {
            paths.device(PHONE): a_device(
                **{"installation_id": PHONE, "owner": PROVIDER.id, "refreshed_at": now, **fields}
            )
        }
    )


def the_target(world: World) -> tuple[TargetState, str | None]:
    (found,) = world.store.documents(collection_names.DELIVERIES, Delivery).values()
    return found.targets[0].state, found.targets[0].code


def a_suggestion_that_did_not_get_through(world: World) -> str:
    a_phone(world)
    world.push.answers[PHONE] = [BUSY]
    world.a_provider_on_duty(PROVIDER.id)
    name = a_suggestion_to(world, PROVIDER.id)
    notify_suggestion(world.backend, name)
    assert the_target(world)[0] is TargetState.PENDING
    return name


def test_a_suggestion_that_did_not_get_through_is_sent_again_while_it_is_open() -> None:
    world = World()
    a_suggestion_that_did_not_get_through(world)

    world.clock.advance_real(60)
    world.run_tasks()

    assert the_target(world) == (TargetState.SENT, "OK")
    assert len({push.message.nid for push in world.push.sent}) == 1


@pytest.mark.parametrize("state", [SuggestionState.IGNORED, SuggestionState.ACCEPTED, SuggestionState.EXPIRED])
def test_a_suggestion_that_was_answered_meanwhile_is_not_sent_again(state: SuggestionState) -> None:
    world = World()
    name = a_suggestion_that_did_not_get_through(world)
    asked = world.store.value(paths.suggestion(name), Suggestion)
    world.store.seed({paths.suggestion(name): asked.model_copy(update={"state": state})})

    world.clock.advance_real(60)
    world.run_tasks()

    assert the_target(world) == (TargetState.MOOT, "OVER")
    assert len(world.push.sent) == 1


def test_what_the_sweep_finds_after_its_time_is_closed_and_not_sent() -> None:
    world = World()
    a_suggestion_that_did_not_get_through(world)
    world.tasks.pending.clear()

    world.clock.advance_real(24 * 3600)
    world.sweep()

    assert the_target(world) == (TargetState.EXPIRED, "TOO_LATE")
    assert len(world.push.sent) == 1


def test_a_message_that_can_only_be_refused_makes_no_request_and_is_told_to_the_team(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    a_phone(world, owner=CUSTOMER.id, app="customer")
    write = module.message_for

    def too_long(*args: Any) -> Any:
        return write(*args).model_copy(update={"body": "x" * 5000})

    monkeypatch.setattr(module, "message_for", too_long)
    world.won_by(world.a_provider_on_duty("ada"))

    assert world.push.sent == []
    assert the_target(world) == (TargetState.REFUSED, "PAYLOAD_TOO_BIG")
    assert [line.outcome for line in world.log.of("push")] == ["alert_team"]
