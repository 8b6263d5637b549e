"""Finds a use case by the name of its callable: ``place_booking`` is ``services.place_booking.place_booking(PlaceBooking)``."""

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

from shared.messages.events import Actor


class UseCase(NamedTuple):
    """A callable's service, and the model of its command."""

    service: Callable[..., Any]
    command: Any

    def run(self, backend: Any, actor: Actor, data: Any) -> Any:
        """Let an actor send the command, given as JSON.

        Raises:
            MusterError: refused.
            pydantic.ValidationError: ``data`` is no such command.
        """
        return self.service(backend, actor, self.command.model_validate(data))


def use_case(name: str) -> UseCase:
    """Load no other module than the ones it needs: a cold instance serves one callable."""
    commands = importlib.import_module("shared.messages.commands")
    service = getattr(importlib.import_module(f"muster.services.{name}"), name)
    return UseCase(service, getattr(commands, "".join(part.capitalize() for part in name.split("_"))))
