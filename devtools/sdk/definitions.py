"""Every model and enum that the client has to do with, as the three kinds of schema in which it meets them."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from devtools.sdk import contents
from devtools.sdk.schema import NotExpressible, Schema, references
from shared import messages, models

Mode = Literal["serialization", "validation"]


@dataclass(frozen=True)
class Definitions:
    """The definitions that a set of models needs, by name.

    Attributes:
        schemas: JSON schema of each.
        complete: whether every field is always there, as in what the backend writes.
    """

    schemas: Mapping[str, Schema]
    complete: bool

    @cached_property
    def enums(self) -> list[str]:
        """Names of the enums among them."""
        return sorted(name for name, schema in self.schemas.items() if "enum" in schema)

    @cached_property
    def objects(self) -> list[str]:
        """Names of the models among them."""
        return sorted(name for name, schema in self.schemas.items() if "enum" not in schema)

    def is_optional(self, name: str, field: str) -> bool:
        """Whether ``field`` of the model ``name`` may be left out."""
        if self.complete and classes()[name] not in contents.WRITTEN_BY_CLIENTS:
            return False
        return field not in self.schemas[name].get("required", ())


def documents() -> Definitions:
    """What is stored where clients may read it."""
    return _of(contents.DOCUMENTS.values(), "serialization", complete=True)


def commands() -> Definitions:
    """What clients send."""
    return _of(contents.served_commands().values(), "validation", complete=False)


def answers() -> Definitions:
    """What commands are answered with, as JSON."""
    return _of(contents.ANSWERED, "serialization", complete=True)


def differing(theirs: Definitions, ours: Definitions) -> set[str]:
    """Name the models of ``ours`` that must not be shared with ``theirs``: they, or models within them, are not the same."""
    apart = {name for name in ours.objects if name not in theirs.schemas or not _same(name, theirs, ours)}
    while True:
        wider = {name for name in ours.objects if references(ours.schemas[name]) & apart} - apart
        if not wider:
            return apart
        apart |= wider


def has_instant(schema: Schema) -> bool:
    """Whether a schema holds an instant itself, not by reference."""
    return "'date-time'" in repr(schema)


@cache
def classes() -> Mapping[str, type]:
    """Every model and enum of the core by its name."""
    found: dict[str, type] = {}
    for package in (models, messages):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, type) and issubclass(value, BaseModel | Enum):
                    found.setdefault(name, value)
    return found


def _same(name: str, theirs: Definitions, ours: Definitions) -> bool:
    schema = ours.schemas[name]
    if has_instant(schema) or schema.get("properties") != theirs.schemas[name].get("properties"):
        return False
    return all(theirs.is_optional(name, each) == ours.is_optional(name, each) for each in schema.get("properties", ()))


def _of(kinds: Iterable[type[BaseModel]], mode: Mode, *, complete: bool) -> Definitions:
    wanted: list[tuple[type[BaseModel], Mode]] = [(kind, mode) for kind in dict.fromkeys(kinds)]
    schemas: dict[str, Any] = models_json_schema(wanted)[1].get("$defs", {})
    unclear = sorted(name for name in schemas if name not in classes())
    if unclear:
        raise NotExpressible(f"two models share a name, or one is not in the core: {', '.join(unclear)}")
    return Definitions(schemas, complete)
