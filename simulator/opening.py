"""Opening the city: sign everybody in, let an administrator set area, zones and providers up, register the devices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from shared.messages.commands import Command, PutProvider, RegisterDevice
from simulator.auth import Account, AuthEmulator, Session
from simulator.backend_client import BackendClient, new_op_id
from simulator.pushes import TOKEN_PREFIX
from simulator.scenario import ProviderPlan, Scenario

ADMIN, OPERATOR = "admin-1", "operator-1"
AT_ONCE = 3
LOCALES = ("en-GB", "de-DE", "pt-PT")
Say = Callable[[str], None]


@dataclass(frozen=True)
class People:
    """Everybody, signed in."""

    admin: Session
    operator: Session
    customers: tuple[Session, ...]
    providers: dict[str, Session]


async def sign_everybody_in(auth: AuthEmulator, scenario: Scenario, say: Say) -> People:
    """Make the accounts and sign them in, the staff first."""
    area = (scenario.area.area_id,)
    staff = [Account(ADMIN, "admin"), Account(OPERATOR, "operator", area)]
    customers = [Account(f"customer-{number:03d}", "customer") for number in range(1, scenario.customers + 1)]
    providers = [Account(plan.uid, "provider", area) for plan in scenario.providers]
    say(f"Signing in {len(customers)} customers, {len(providers)} providers and {len(staff)} of staff")
    sessions = await auth.sign_in_all([*staff, *customers, *providers])
    by_uid = {session.uid: session for session in sessions}
    return People(
        admin=by_uid[ADMIN],
        operator=by_uid[OPERATOR],
        customers=tuple(by_uid[account.uid] for account in customers),
        providers={account.uid: by_uid[account.uid] for account in providers},
    )


async def open_city(backend: BackendClient, people: People, scenario: Scenario, say: Say) -> None:
    """Set up area, zones, providers and devices through the callables.

    Raises:
        Refused: the backend refuses a part of the city: nothing can be played then.
    """
    say(f"Setting up {scenario.area.name}: {len(scenario.zones)} zones")
    await backend.call("put_service_area", people.admin, scenario.area)
    for zone in scenario.zones:
        await backend.call("put_zone", people.admin, zone)
    say(f"Admitting {len(scenario.providers)} providers")
    admissions = [_admission(plan, scenario.area.area_id) for plan in scenario.providers]
    await _few_at_once(backend.call("put_provider", people.admin, admission) for admission in admissions)
    devices = _devices(people, scenario.area.timezone)
    say(f"Registering {len(devices)} devices")
    await _few_at_once(backend.call("register_device", person, device) for person, device in devices)


def _admission(plan: ProviderPlan, area_id: str) -> Command:
    return PutProvider(
        op_id=new_op_id(),
        provider_id=plan.uid,
        area_id=area_id,
        name=plan.name,
        vehicle=plan.vehicle,
        services=plan.services,
        skills=plan.skills,
        capacity=plan.capacity,
        max_open_offers=plan.max_open_offers,
    )


def _devices(people: People, timezone: str) -> list[tuple[Session, Command]]:
    """One device each."""
    staff = [(person, _device(person, "operator", timezone)) for person in (people.admin, people.operator)]
    customers = [(person, _device(person, "customer", timezone)) for person in people.customers]
    providers = [(person, _device(person, "provider", timezone)) for person in people.providers.values()]
    return [*staff, *customers, *providers]


def _device(person: Session, app: Literal["customer", "provider", "operator"], timezone: str) -> Command:
    return RegisterDevice(
        op_id=new_op_id(),
        installation_id=f"phone-of-{person.uid}",
        target_kind="token",
        target=f"{TOKEN_PREFIX}{person.uid}",
        app=app,
        locale=LOCALES[len(person.uid) % len(LOCALES)],
        timezone=timezone,
    )


async def _few_at_once(calls: Iterable[Coroutine[Any, Any, Any]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(call: Coroutine[Any, Any, Any]) -> None:
        async with gate:
            await call

    await asyncio.gather(*(one(call) for call in calls))
