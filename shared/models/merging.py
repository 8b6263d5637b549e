"""Changing a document by what was given, and keeping what was not."""

from typing import TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def with_given(kept: M, given: BaseModel) -> M:
    """Give ``kept`` with the fields that were set on ``given`` and that it has too, at any depth.

    A default that nobody gave is no word of anybody's: without this, a command that changes one setting would reset the rest.
    """
    names = given.model_fields_set & set(type(kept).model_fields)
    return kept.model_copy(update={name: _merged(getattr(kept, name), getattr(given, name)) for name in names})


def _merged(kept: object, given: object) -> object:
    if isinstance(kept, BaseModel) and isinstance(given, BaseModel):
        return with_given(kept, given)
    return given
