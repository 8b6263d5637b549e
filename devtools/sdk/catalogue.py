"""The error catalogue and the document paths, as modules of the typed client."""

import inspect
import json

from devtools.sdk import docstrings
from devtools.sdk.contents import DOCUMENTS, Path
from devtools.sdk.declarations import camel, imports, module
from shared import collection_names
from shared.errors import Code
from shared.messages.events import TimelineEvent


def errors() -> str:
    """Give the module of error codes."""
    codes = "".join(f"  | {json.dumps(code.label)}\n" for code in Code).rstrip()
    entries = "".join(
        f"  {json.dumps(code.label)}: {{\n    name: {json.dumps(code.name)},\n"
        f"    cause: {json.dumps(code.value.cause)},\n    action: {json.dumps(code.value.action)},\n  }},\n"
        for code in Code
    )
    return module(
        "Why something was refused: what it means and what to do about it.",
        f"/** A refusal's number and name, as clients and logs show it. */\nexport type ErrorCode =\n{codes};",
        "/** What a code means: `cause` for the reader of a log, `action` for the person who can mend it. */\n"
        "export interface ErrorText {\n  readonly name: string;\n  readonly cause: string;\n  readonly action: string;\n}",
        f"export const ERRORS: Readonly<Record<ErrorCode, ErrorText>> = {{\n{entries}}};",
    )


def document_paths() -> str:
    """Give the module of paths."""
    stored = {model.__name__ for model in DOCUMENTS.values()} - {TimelineEvent.__name__}
    kind = (
        "/** A document's path, which knows what lies there. */\n"
        "export type DocumentPath<T> = string & { readonly __document?: T };"
    )
    return module(
        "Where the documents lie that some client may read.",
        imports(stored, "./documents"),
        imports([TimelineEvent.__name__], "./events"),
        kind,
        _collections(),
        *(_function(path) for path in DOCUMENTS),
    )


def _collections() -> str:
    """Every name of a collection that stands in one of the paths."""
    used = {part for path in DOCUMENTS for part in _pattern(path).split("/")[::2]}
    names = {name: value for name, value in vars(collection_names).items() if name.isupper() and value in used}
    listed = "".join(f"  {name.lower()}: {json.dumps(value)},\n" for name, value in names.items())
    return f"/** Names of collections. */\nexport const COLLECTIONS = {{\n{listed}}} as const;"


def _function(path: Path) -> str:
    taken = inspect.signature(path).parameters.values()
    listed = ", ".join(f"{camel(one.name)}: {'number' if one.annotation is int else 'string'}" for one in taken)
    head = docstrings.comment(inspect.cleandoc(path.__doc__ or ""))
    declared = f"export function {camel(path.__name__)}Path({listed}): DocumentPath<{DOCUMENTS[path].__name__}> {{"
    return "\n".join([*head, declared, f"  return `{_pattern(path)}`;", "}"])


def _pattern(path: Path) -> str:
    """Let a path function write a template literal, by giving it placeholders for arguments."""
    taken = inspect.signature(path).parameters.values()
    return path(*(_Place(one.name) for one in taken))


class _Place:
    """An argument that prints as its placeholder; a width in the format becomes padding."""

    def __init__(self, name: str) -> None:
        self._name = camel(name)

    def __format__(self, spec: str) -> str:
        if not spec:
            return f"${{{self._name}}}"
        width = int(spec.removesuffix("d"))
        return f'${{String({self._name}).padStart({width}, "0")}}'
