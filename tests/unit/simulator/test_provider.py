"""A provider on the phone: offers answered, losses taken calmly, shifts kept."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.models.offer import Offer
from shared.models.provider import Provider, VehicleType
from simulator import phone as phone_module
from simulator import provider as provider_module
from simulator.provider import ProviderAgent
from simulator.scenario import ProviderPlan, Shift, Temperament
from tests.builders import NOW, a_point, a_provider, an_offer
from tests.unit.simulator.acting import PROVIDER, Documents, RecordingBackend, StillFeed, a_world, run

EAGER = Temperament(willingness=1.0, patience_m=1e9, delay_s=0.01)


@pytest.fixture(autouse=True)
def _on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_module, "Feed", StillFeed)
    monkeypatch.setattr(provider_module, "user_client", lambda _project, _token: Documents())
    monkeypatch.setattr(provider_module, "LOOK_AGAIN_S", 0.01)
    monkeypatch.setattr(phone_module, "LEAST_APART_S", 0.0)


def a_plan(temperament: Temperament = EAGER, shift_s: float = 60) -> ProviderPlan:
    return ProviderPlan(
        uid="provider-1",
        name="Ada",
        vehicle=VehicleType.BICYCLE,
        services=("courier",),
        home=a_point(),
        shifts=(Shift(NOW, NOW + timedelta(seconds=shift_s)),),
        temperament=temperament,
    )


def answer(backend: RecordingBackend, temperament: Temperament = EAGER) -> list[str]:
    """Let the provider hear one offer; gives what they said besides the acknowledgement, and the faults noted."""

    async def hear() -> list[str]:
        agent = ProviderAgent(a_world(backend), PROVIDER, a_plan(temperament), seed=1)
        await agent._answer(an_offer())
        return agent._world.diary.faults

    faults = run(hear())
    assert "ack_offer" in backend.names
    return [name for name in backend.names if name != "ack_offer"] + faults


def test_an_eager_provider_accepts() -> None:
    assert answer(RecordingBackend()) == ["accept_offer"]


def test_an_unwilling_provider_declines() -> None:
    assert answer(RecordingBackend(), Temperament(willingness=0.0, delay_s=0.01)) == ["decline_offer"]


def test_an_absent_provider_says_nothing() -> None:
    assert answer(RecordingBackend(), Temperament(ignores=1.0, delay_s=0.01)) == []


@pytest.mark.parametrize("label", ["D201 ALREADY_TAKEN", "D202 OFFER_EXPIRED", "D203 OFFER_WITHDRAWN"])
def test_an_offer_that_is_gone_is_no_fault(label: str) -> None:
    backend = RecordingBackend()
    backend.refuse("accept_offer", label)

    assert answer(backend) == ["accept_offer"]


def test_a_broken_backend_is_a_fault() -> None:
    backend = RecordingBackend()
    backend.refuse("accept_offer", "X999 INTERNAL")

    assert answer(backend)[-1] == "accept_offer: X999 INTERNAL refused for the test"


def test_a_fickle_provider_gives_the_job_back_under_its_epoch() -> None:
    backend = RecordingBackend({"accept_offer": {"epoch": 4}})

    said = answer(backend, Temperament(patience_m=1e9, delay_s=0.01, gives_back=1.0))

    assert said == ["accept_offer", "release_assignment"]
    assert backend.last("release_assignment").epoch == 4


def play(backend: RecordingBackend, stage: Callable[[ProviderAgent], None], plan: ProviderPlan) -> None:
    async def shift() -> None:
        agent = ProviderAgent(a_world(backend), PROVIDER, plan, seed=1)
        stage(agent)
        await agent.run()
        await agent.close()

    run(shift())


def test_a_shift_begins_with_a_position_and_ends_off_duty() -> None:
    backend = RecordingBackend()

    play(backend, lambda agent: agent._me.put({"provider-1": a_provider()}), a_plan())

    assert [command.duty.value for name, command in backend.calls if name == "set_duty"] == ["online", "offline"]  # type: ignore[attr-defined]


def test_an_offer_is_answered_once_however_often_it_is_heard() -> None:
    backend = RecordingBackend()

    def stage(agent: ProviderAgent) -> None:
        offers: Any = {"offer-1": an_offer()}
        agent._offers.put(offers)
        asyncio.get_running_loop().call_later(0.02, agent._offers.put, offers)

    play(backend, stage, a_plan(shift_s=1000))

    assert backend.names.count("accept_offer") == 1


def test_a_shift_that_is_over_is_not_worked() -> None:
    backend = RecordingBackend()

    play(backend, lambda agent: None, a_plan(shift_s=-60))

    assert backend.names == []


def test_feeds_hold_what_agents_read() -> None:
    async def read() -> tuple[Any, Any]:
        feed: Any = StillFeed(None)
        feed.put({"provider-1": a_provider()})
        return feed.one(Provider), feed.all(Offer)

    assert run(read())[0] == a_provider()
