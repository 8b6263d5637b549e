"""What every command has."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.units import Id

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Notes = Annotated[str, StringConstraints(max_length=500)]
OpId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{7,63}$")]
"""Chosen by the client, new for each intent; a UUID fits."""


class Command(BaseModel):
    """What every command has. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op_id: OpId

    @classmethod
    def verb(cls) -> str:
        """Give the name of the function that serves it: ``place_booking`` for ``PlaceBooking``."""
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).removeprefix(
            "_"
        )


class BookingCommand(Command):
    """A command on an existing booking; ``expected_version`` refuses it if the booking moved since it was read."""

    booking_id: Id
    expected_version: Annotated[int, Field(ge=1)] | None = None
