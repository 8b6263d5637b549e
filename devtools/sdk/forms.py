"""What forms need to know before the backend is asked: fields of settings and of providers, and what a playbook may say."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from devtools.sdk import docstrings
from devtools.sdk.declarations import imports, module
from shared.messages.commands import PutProvider
from shared.models.area import OverrideSettings, RevisionSettings, ServiceArea, Tariff
from shared.models.detection import DetectionSettings
from shared.models.dispatch_settings import DispatchSettings, ScoreWeights
from shared.models.disruption import RecoveryAction
from shared.models.supply import SupplySettings
from shared.recovery.cases import ACTIONS
from shared.recovery.playbooks import DEFAULT_PLAYS, NEVER_BY_ITSELF, NO_FALLBACK

GROUPS: Mapping[str, type[BaseModel]] = {
    "area": ServiceArea,
    "dispatch": DispatchSettings,
    "weights": ScoreWeights,
    "supply": SupplySettings,
    "detection": DetectionSettings,
    "revisions": RevisionSettings,
    "overrides": OverrideSettings,
    "tariff": Tariff,
}
_APART = frozenset({"version", "weights"})
"""Not settings by themselves: the server counts the one, the other is a group."""
_OF_AREA = frozenset({"name", "timezone", "paused"})
"""What of an area is a setting and in no other group."""
_NOT_TYPED = frozenset({"op_id", "expected_version"})
"""What of a command comes from the form, not from a person."""
_KINDS = {"integer": "whole", "number": "number", "boolean": "yes_no", "string": "text", "array": "list"}
_BOUNDS = {"string": "Length", "array": "Items"}
"""What is counted of a text or a list; a number is compared itself."""
_TYPES = """/** One setting: what it may be, and what it is unless somebody says otherwise. */
export interface Setting {
  readonly name: string;
  readonly kind: "whole" | "number" | "yes_no" | "choice" | "text" | "list";
  readonly standard: string | number | boolean | readonly string[];
  /** Of a number; of a text its length, of a list how many. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** Of a text, or of each in a list. */
  readonly pattern?: string;
  readonly about: string;
}"""


def forms() -> str:
    """Give the module."""
    return module(
        "What forms need to know before the backend is asked. The backend judges all the same.",
        imports(("Play",), "./documents"),
        imports(("DisruptionKind", "RecoveryAction"), "./enums"),
        _TYPES,
        _settings(),
        _provider(),
        _playable(),
        _default_plays(),
    )


def _settings() -> str:
    groups = "".join(f"  {group}: [\n{_listed(_fields(model))}  ],\n" for group, model in GROUPS.items())
    names = " | ".join(json.dumps(group) for group in GROUPS)
    head = "/** The settings of an area by group; `area` is the area itself, `weights` belong to `dispatch`. */"
    return (
        f"export type SettingsGroup = {names};\n\n{head}\n"
        f"export const AREA_SETTINGS: Readonly<Record<SettingsGroup, readonly Setting[]>> = {{\n{groups}}};"
    )


def _provider() -> str:
    head = "/** What staff say of a provider, as `put_provider` takes it. */"
    return f"{head}\nexport const PROVIDER_FIELDS: readonly Setting[] = [\n{_listed(_fields(PutProvider))}];"


def _fields(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    schema = model.model_json_schema()
    told = docstrings.of_members(model)
    for name, inner in schema["properties"].items():
        if name in (_OF_AREA if model is ServiceArea else schema["properties"].keys() - _APART - _NOT_TYPED):
            yield _setting(name, {**_resolved(schema, inner), **inner}, told.get(name, ""))


def _resolved(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what an enum's field refers to."""
    found: Mapping[str, Any] = schema.get("$defs", {}).get(str(inner.get("$ref", "")).rpartition("/")[2], {})
    return found


def _setting(name: str, field: Mapping[str, Any], about: str) -> dict[str, Any]:
    counted = _BOUNDS.get(field["type"], "imum")
    known = {
        "name": name,
        "kind": "choice" if "enum" in field else _KINDS[field["type"]],
        "standard": field.get("default", ""),
        "least": field.get(f"min{counted}", field.get("exclusiveMinimum")),
        "most": field.get(f"max{counted}", field.get("exclusiveMaximum")),
        "choices": field.get("enum"),
        "pattern": field.get("items", field).get("pattern"),
        "about": " ".join(about.replace("``", "").split()),
    }
    return {key: value for key, value in known.items() if value is not None}


def _playable() -> str:
    """What may run by itself, and what when nobody answers; whatever else a playbook names is refused."""
    lines = ""
    for kind, actions in ACTIONS.items():
        alone = [one for one in actions if one not in NEVER_BY_ITSELF and one is not RecoveryAction.WAIT]
        unanswered = [one for one in actions if one not in NO_FALLBACK]
        lines += f"  {kind.value}: {{ automatic: {json.dumps(alone)}, fallback: {json.dumps(unanswered)} }},\n"
    head = "/** What may run by itself about a kind, and what may when nobody answers in time. */"
    kinds = "{ readonly automatic: readonly RecoveryAction[]; readonly fallback: readonly RecoveryAction[] }"
    return f"{head}\nexport const PLAYABLE: Readonly<Record<DisruptionKind, {kinds}>> = {{\n{lines}}};"


def _default_plays() -> str:
    plays = _listed(play.model_dump(mode="json") for play in DEFAULT_PLAYS.values())
    return f"/** What holds in an area that has no playbook of its own. */\nexport const DEFAULT_PLAYS: readonly Play[] = [\n{plays}];"


def _listed(values: Iterable[Any]) -> str:
    return "".join(f"    {json.dumps(value, ensure_ascii=False)},\n" for value in values)
