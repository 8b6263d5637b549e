"""Docstrings as TSDoc comments; those of fields and enum members stand behind them in the source."""

import ast
import inspect
import itertools
import re
import textwrap
from collections.abc import Iterator

WIDTH = 130
_CODE = re.compile(r"``([^`]+)``")


def of_class(kind: type) -> str:
    """Give a class's own docstring, without its field list."""
    return inspect.cleandoc(kind.__doc__ or "") if "__doc__" in vars(kind) else ""


def of_members(kind: type) -> dict[str, str]:
    """Give the docstrings of a class's fields or members, inherited ones included."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("shared."):
            found |= dict(_members(base))
    return found


def comment(text: str, indent: str = "") -> list[str]:
    """Give the lines of a TSDoc comment; none for no text."""
    lines = [line for part in _prose(text).splitlines() for line in _wrapped(part, indent)]
    if not lines:
        return []
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


def _prose(text: str) -> str:
    return _CODE.sub(r"`\1`", text).replace("*/", "* /").strip()


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH - len(indent) - len(" * "), break_long_words=False, break_on_hyphens=False) or [""]


def _members(kind: type) -> Iterator[tuple[str, str]]:
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for named, following in itertools.pairwise(statements):
        name = _name_of(named)
        if name and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield name, inspect.cleandoc(str(following.value.value))


def _name_of(statement: ast.stmt) -> str | None:
    target = statement.target if isinstance(statement, ast.AnnAssign) else None
    if isinstance(statement, ast.Assign):
        target = statement.targets[0] if isinstance(statement.targets[0], ast.Name) else None
    return target.id if isinstance(target, ast.Name) else None
