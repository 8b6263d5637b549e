import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.sdk import catalogue, contents, docstrings, modules
from devtools.sdk.schema import Dialect, NotExpressible
from shared.errors import Code
from shared.messages.commands.roles import MAY
from shared.models.dispatch_settings import DispatchSettings
from shared.models.disruption import DisruptionKind
from shared.models.playbook import Play
from shared.models.provider import Position
from shared.models.supply import SupplySettings
from shared.recovery.playbooks import check_plays
from tests.rules.access_table import LISTED, Row

PLAIN = Dialect("Instant", str)


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return modules.texts()


def drift(folder: Path, texts: dict[str, str]) -> list[str]:
    """Name what differs between a folder and what is generated."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return sorted(name for name in kept.keys() | texts.keys() if kept.get(name) != texts.get(name))


def test_the_committed_client_is_what_the_models_give(generated: dict[str, str]) -> None:
    assert drift(modules.FOLDER, generated) == [], "run `make sdk` and commit what it writes"


def test_a_changed_field_shows_as_drift(generated: dict[str, str], tmp_path: Path) -> None:
    for name, text in generated.items():
        changed = text.replace("readonly epoch: number;", "readonly era: number;")
        (tmp_path / name).write_text(changed, encoding="utf-8")

    assert drift(tmp_path, generated) == ["commands.ts", "documents.ts", "events.ts"]


def test_a_leftover_file_shows_as_drift(generated: dict[str, str], tmp_path: Path) -> None:
    for name, text in generated.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "old.ts").write_text("", encoding="utf-8")

    assert drift(tmp_path, generated) == ["old.ts"]


def readable() -> Iterator[Row]:
    return (row for row in LISTED if row.model is not None and (row.get or row.list))


def test_every_document_that_somebody_may_read_is_in_the_client_and_no_other() -> None:
    assert {row.model for row in readable()} == set(contents.DOCUMENTS.values())


def test_paths_lead_where_the_rules_know_the_document() -> None:
    led = {model: catalogue._pattern(path).split("/")[::2] for path, model in contents.DOCUMENTS.items()}

    assert led == {row.model: row.path.split("/")[::2] for row in readable()}


def test_every_callable_function_is_a_method(generated: dict[str, str]) -> None:
    listed = set(re.findall(r'^  \w+: "(\w+)",$', generated["commands.ts"], re.MULTILINE))

    assert listed == set(MAY)


def test_every_error_code_has_its_cause_and_action(generated: dict[str, str]) -> None:
    text = generated["errors.ts"]

    for code in Code:
        entry = text[text.index(f"  {json.dumps(code.label)}: {{") :].split("},", 1)[0]
        assert json.dumps(code.value.cause) in entry
        assert json.dumps(code.value.action) in entry


def test_what_a_phone_writes_may_lack_what_has_a_default(generated: dict[str, str]) -> None:
    position = _declared(generated["documents.ts"], Position.__name__)

    assert "readonly heading_deg?: number | null;" in position
    assert "readonly accuracy_m: number;" in position


def test_stored_documents_have_every_field_and_commands_only_what_must_be(generated: dict[str, str]) -> None:
    stored = _declared(generated["documents.ts"], "Preferences")
    sent = _declared(generated["commands.ts"], "PreferencesInput")

    assert "readonly quiet: boolean;" in stored
    assert "readonly quiet?: boolean;" in sent


def test_docstrings_of_fields_become_comments(generated: dict[str, str]) -> None:
    offer = _declared(generated["documents.ts"], "Offer")

    assert "/** Business time: the one deadline that decides. */\n  readonly deadline_at: Instant;" in offer


def test_a_comment_can_not_be_closed_from_within() -> None:
    assert docstrings.comment("ends */ here") == ["/** ends * / here */"]


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, "readonly (number | null)[]"),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]}, "readonly [string, number]"),
        ({"type": "object", "additionalProperties": True}, "Readonly<Record<string, unknown>>"),
        (
            {"type": "object", "propertyNames": {"$ref": "#/$defs/Key"}, "additionalProperties": {"type": "integer"}},
            "Readonly<Partial<Record<Key, number>>>",
        ),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"type": "string", "format": "date-time"}, "Instant"),
        ({"type": "string", "format": "time"}, "string"),
        ({"type": "string", "format": "binary"}, "Uint8Array"),
        ({"const": "x"}, '"x"'),
    ],
)
def test_a_schema_becomes_its_type(schema: dict[str, object], written: str) -> None:
    assert PLAIN.type_of(schema) == written


def test_a_schema_that_is_not_understood_is_refused() -> None:
    with pytest.raises(NotExpressible):
        PLAIN.type_of({"type": "complex"})


def _declared(text: str, name: str) -> str:
    start = text.index(f"export interface {name} {{")
    return text[start : text.index("\n}", start)]


def test_forms_know_every_setting_but_not_its_version(generated: dict[str, str]) -> None:
    named = set(re.findall(r'"name": "(\w+)"', generated["forms.ts"]))

    assert named >= {*DispatchSettings.model_fields, *SupplySettings.model_fields} - {"version", "weights"}
    assert "version" not in named


def test_forms_offer_for_a_playbook_what_the_backend_takes(generated: dict[str, str]) -> None:
    offered = re.findall(
        r"^  (\w+): \{ automatic: (\[.*\]), fallback: (\[.*\]) \},$", generated["forms.ts"], re.MULTILINE
    )
    plays = [
        Play.model_validate({"kind": kind, "automatic": json.loads(alone), "fallback": fallback})
        for kind, alone, unanswered in offered
        for fallback in json.loads(unanswered)
    ]

    assert {play.kind for play in plays} == set(DisruptionKind)
    for play in plays:
        check_plays([play])
