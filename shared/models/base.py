"""What every stored document and every command has in common."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A frozen, closed value that is stored: an unknown field is an error, so drift is seen when it happens."""

    model_config = ConfigDict(frozen=True, extra="forbid")
