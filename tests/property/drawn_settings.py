"""Settings as an operator may choose them: anything that their own bounds allow."""

from collections.abc import Iterator
from math import nextafter
from typing import Any, TypeVar

from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from shared.models.base import Document
from tests.property.drawn_windows import mostly

D = TypeVar("D", bound=Document)
NUMBERS = (int, float)
BOUNDS = ("ge", "gt", "le", "lt")
BEYOND = 1e12
"""Stands for the highest value where a setting names none."""


def allowed(kind: type[D]) -> st.SearchStrategy[D]:
    """Mostly the defaults; here and there the lowest or the highest value, or any between."""
    return st.builds(kind, **{name: _drawn(field) for name, field in kind.model_fields.items()})


def at_the_edge(kind: type[D]) -> Iterator[tuple[str, D]]:
    """The defaults but for one number at its lowest or highest, each with what it is called."""
    for name, field in kind.model_fields.items():
        if field.annotation in NUMBERS:
            for value in edges(field):
                yield f"{name}={value:g}", kind(**{name: value})
        elif _is_group(field):
            yield from ((f"{name}.{what}", kind(**{name: group})) for what, group in at_the_edge(field.annotation))


def edges(field: FieldInfo) -> tuple[Any, Any]:
    """The lowest and the highest value of a number."""
    bounds = {name: getattr(rule, name) for rule in field.metadata for name in BOUNDS if hasattr(rule, name)}
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt", BEYOND))
    assert low is not None, "a setting without a lowest value"
    if field.annotation is int:
        return int(low), int(high)
    return (low if "ge" in bounds else nextafter(low, high)), (nextafter(high, low) if "lt" in bounds else high)


def _is_group(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Document)


def _drawn(field: FieldInfo) -> st.SearchStrategy[Any]:
    kind: Any = field.annotation
    if _is_group(field):
        return allowed(kind)
    if kind not in NUMBERS:
        return st.from_type(kind)
    low, high = edges(field)
    between = st.integers(low, high) if kind is int else st.floats(low, high)
    return mostly(st.just(field.default), st.sampled_from([low, high]) | between)
