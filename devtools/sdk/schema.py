"""JSON schema, as pydantic gives it, to TypeScript types."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
_REF = "#/$defs/"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


class NotExpressible(Exception):
    """The schema says something that this does not translate: better no client than a wrong one."""


@dataclass(frozen=True)
class Dialect:
    """How the types of one module are written.

    Attributes:
        instant: what an instant is called: a ``Date`` in documents, text in answers.
        named: gives the TypeScript name of a schema's definition.
        unions: names of unions that are declared once, by the definitions in them.
    """

    instant: str
    named: Callable[[str], str]
    unions: Mapping[frozenset[str], str] = field(default_factory=dict)

    def type_of(self, schema: Schema) -> str:
        """Give the TypeScript type of a schema."""
        if "$ref" in schema:
            return self.named(schema["$ref"].removeprefix(_REF))
        if "const" in schema:
            return json.dumps(schema["const"])
        if "enum" in schema:
            return " | ".join(json.dumps(value) for value in schema["enum"])
        several = schema.get("anyOf") or schema.get("oneOf")
        return self._union(several) if several else self._plain(schema)

    def _union(self, several: Sequence[Schema]) -> str:
        known = self.unions.get(frozenset().union(*(references(each) for each in several)))
        return known or " | ".join(dict.fromkeys(self.type_of(each) for each in several))

    def _plain(self, schema: Schema) -> str:
        kind = schema.get("type")
        if kind == "array":
            return self._array(schema)
        if kind == "object":
            return self._record(schema)
        if kind == "string" and schema.get("format") in {"date-time", "binary"}:
            return self.instant if schema["format"] == "date-time" else "Uint8Array"
        if kind is None:
            return "unknown"
        if kind not in _PLAIN:
            raise NotExpressible(f"no type for {json.dumps(schema)[:200]}")
        return _PLAIN[kind]

    def _array(self, schema: Schema) -> str:
        if "prefixItems" in schema:
            return f"readonly [{', '.join(self.type_of(each) for each in schema['prefixItems'])}]"
        item = self.type_of(schema.get("items", {}))
        return f"readonly ({item})[]" if " | " in item else f"readonly {item}[]"

    def _record(self, schema: Schema) -> str:
        held = schema.get("additionalProperties", True)
        value = "unknown" if isinstance(held, bool) else self.type_of(held)
        keys = schema.get("propertyNames", {})
        if "$ref" in keys or "enum" in keys:
            return f"Readonly<Partial<Record<{self.type_of(keys)}, {value}>>>"
        return f"Readonly<Record<string, {value}>>"


def references(schema: object) -> set[str]:
    """Give the names of all definitions that a schema refers to."""
    if isinstance(schema, Mapping):
        own = {schema["$ref"].removeprefix(_REF)} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(references(value) for key, value in schema.items() if key != "discriminator"))
    if isinstance(schema, list):
        return set().union(*(references(value) for value in schema))
    return set()
