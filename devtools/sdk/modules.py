"""The generated modules of the typed client, each as its text."""

import json
from collections.abc import Callable, Iterable

from devtools import project
from devtools.sdk import catalogue, contents, definitions, docstrings, forms
from devtools.sdk.declarations import (
    Writer,
    camel,
    constants,
    enum,
    imports,
    module,
    public_name,
    union,
)
from devtools.sdk.definitions import Definitions, classes, differing, has_instant
from devtools.sdk.schema import Dialect, references
from shared.messages.commands.roles import MAY
from shared.messages.events import ActorKind, TimelineEvent
from shared.models.booking import ENDED_STATES, OPEN_STATES, BookingState
from shared.models.disruption import OPEN_DISRUPTION_STATES
from shared.models.offer import OPEN_OFFER_STATES
from shared.models.override_reason import REASONS, ReasonCode

FOLDER = project.ROOT / "clients" / "sdk" / "src" / "generated"
_OP_ID = (
    "Names the intent: the same one again is answered again and done once. The client makes one when it is left out."
)


def texts() -> dict[str, str]:
    """Give every generated file by its name."""
    stored, sent, told = definitions.documents(), definitions.commands(), definitions.answers()
    return {
        "enums.ts": _enums(stored, sent, told),
        "documents.ts": _documents(stored),
        "events.ts": _events(stored),
        "commands.ts": _commands(stored, sent),
        "answers.ts": _answers(stored, told),
        "errors.ts": catalogue.errors(),
        "paths.ts": catalogue.document_paths(),
        "forms.ts": forms.forms(),
    }


def _enums(*known: Definitions) -> str:
    names = sorted({name for each in known for name in each.enums})
    in_order = list(BookingState)
    sets = (
        constants(
            "OPEN_BOOKING_STATES", "BookingState", filter(OPEN_STATES.__contains__, in_order), "Still demand work."
        ),
        constants(
            "ENDED_BOOKING_STATES", "BookingState", filter(ENDED_STATES.__contains__, in_order), "Nothing more happens."
        ),
        constants("OPEN_OFFER_STATES", "OfferState", OPEN_OFFER_STATES, "The provider may still answer."),
        constants("OPEN_DISRUPTION_STATES", "DisruptionState", OPEN_DISRUPTION_STATES, "It still asks for something."),
    )
    return module(
        "The codes that documents, commands and events speak in.", *(enum(name) for name in names), *sets, _reasons()
    )


def _reasons() -> str:
    listed = "".join(
        f"  {kind.value}: {json.dumps([reason.value for reason in ReasonCode if reason in REASONS[kind]])},\n"
        for kind in REASONS
    )
    head = "/** The reasons that make sense for each kind of override; any other one is refused. */"
    kind = "Readonly<Record<OverrideKind, readonly ReasonCode[]>>"
    return f"{head}\nexport const OVERRIDE_REASONS: {kind} = {{\n{listed}}};"


def _documents(stored: Definitions) -> str:
    names = [name for name in stored.objects if not _is_event(name)]
    writer = Writer(stored, Dialect("Instant", public_name))
    return module(
        "Documents as listeners give them: instants as `Date`, points as `LatLng`.",
        _enum_imports(stored, names),
        _instant_import(stored, names, "Instant"),
        *(writer.interface(name) for name in names),
    )


def _events(stored: Definitions) -> str:
    names = [name for name in stored.objects if _is_event(name)]
    data = references(stored.schemas[TimelineEvent.__name__]["properties"]["data"])
    writer = Writer(stored, Dialect("Instant", public_name, {frozenset(data): "EventData"}))
    return module(
        "What happened to a booking, as its timeline tells it.",
        _enum_imports(stored, names),
        imports(
            (public_name(name) for name in _referred(stored, names) & set(stored.objects) - set(names)), "./documents"
        ),
        _instant_import(stored, names, "Instant"),
        *(writer.interface(name) for name in names),
        union("EventData", sorted(data), "What an event says, told apart by `type`."),
    )


def _commands(stored: Definitions, sent: Definitions) -> str:
    served = contents.served_commands()
    apart = differing(stored, sent)
    writer = Writer(
        sent, Dialect("InstantInput", _named(stored, apart, "Input")), {"op_id": _OP_ID}, frozenset({"op_id"})
    )
    own = sorted(apart | {model.__name__ for model in served.values()})
    return module(
        "What clients may ask for. Shapes only: what is well formed may still be refused, with a code.",
        *_shared_imports(stored, sent, own, "InstantInput", ActorKind.__name__),
        *(writer.interface(name) for name in own),
        _requests(served.items()),
        _callables(served),
        _roles(served),
    )


def _answers(stored: Definitions, told: Definitions) -> str:
    apart = sorted(differing(stored, told))
    writer = Writer(told, Dialect("IsoInstant", _named(stored, set(apart), "Answer")))
    return module(
        "What reading commands are answered with: JSON, so instants are text.",
        *_shared_imports(stored, told, apart, "IsoInstant"),
        *(writer.interface(name) for name in apart),
    )


def _named(stored: Definitions, apart: set[str], suffix: str) -> Callable[[str], str]:
    def name_of(name: str) -> str:
        return public_name(name) + (suffix if name in apart and name in stored.schemas else "")

    return name_of


def _shared_imports(stored: Definitions, ours: Definitions, own: list[str], instant: str, *codes: str) -> Iterable[str]:
    shared = _referred(ours, own) & set(ours.objects) - set(own)
    yield _enum_imports(ours, own, *codes)
    yield imports((public_name(name) for name in shared & set(stored.objects)), "./documents")
    yield _instant_import(ours, own, instant)


def _requests(served: Iterable[tuple[str, type]]) -> str:
    lines = ["/** Every command by the name of its method. */", "export interface CommandRequests {"]
    for name, model in served:
        lines += docstrings.comment(docstrings.of_class(model), "  ")
        lines.append(f"  readonly {camel(name)}: {model.__name__};")
    return "\n".join([*lines, "}"])


def _callables(names: Iterable[str]) -> str:
    listed = "".join(f'  {camel(name)}: "{name}",\n' for name in names)
    head = "/** The callable function of each command. */"
    return f"{head}\nexport const CALLABLES: {{ readonly [name in keyof CommandRequests]: string }} = {{\n{listed}}};"


def _roles(names: Iterable[str]) -> str:
    listed = "".join(
        f"  {camel(name)}: {json.dumps([kind.value for kind in ActorKind if kind in MAY.get(name, ())])},\n"
        for name in names
    )
    head = "/** Which roles may send a command; in which area, and about whose booking, the command itself judges. */"
    kind = "{ readonly [name in keyof CommandRequests]: readonly ActorKind[] }"
    return f"{head}\nexport const COMMAND_ROLES: {kind} = {{\n{listed}}};"


def _is_event(name: str) -> bool:
    return classes()[name].__module__.startswith("shared.messages.events")


def _referred(known: Definitions, names: Iterable[str]) -> set[str]:
    return set().union(*(references(known.schemas[name]) for name in names))


def _enum_imports(known: Definitions, names: list[str], *more: str) -> str:
    return imports((public_name(name) for name in _referred(known, names) & set(known.enums) | {*more}), "./enums")


def _instant_import(known: Definitions, names: list[str], instant: str) -> str:
    return imports([instant] if any(has_instant(known.schemas[name]) for name in names) else [], "../values")
