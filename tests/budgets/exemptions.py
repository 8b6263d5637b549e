"""Which fields production must not index by itself, worked out from the models and from what queries use.

By default Firestore indexes every field, each entry of a map and each element of an array: every one is paid for with each
write, a timestamp that only grows holds a collection to some 500 writes a second, and a document has room for 40,000 entries.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from shared import collection_names
from shared.models.base import Document

WITHOUT_ANY = frozenset(
    {collection_names.POSITIONS, collection_names.COMMITS, collection_names.CONTACTS, collection_names.LIVE}
)
"""Nothing unqueried is indexed here: written most, or personal."""
_SCALARS = (str, int, float, bool)


def exempt_fields(collection: str, model: type[Document], queried: Collection[str]) -> frozenset[str]:
    """Give the fields of a collection that must be exempt from automatic indexes.

    Args:
        collection: id of the collection.
        model: what is stored there.
        queried: fields whose automatic index a query uses, dotted where nested.
    """
    return frozenset(_exempt(model, queried, "", plain_too=collection in WITHOUT_ANY))


def _exempt(model: type[Document], queried: Collection[str], prefix: str, *, plain_too: bool) -> Iterator[str]:
    for name, field in model.model_fields.items():
        path, kind = f"{prefix}{name}", _bare(field.annotation)
        if path in queried:
            continue
        if _is_document(kind) and any(used.startswith(f"{path}.") for used in queried):
            yield from _exempt(kind, queried, f"{path}.", plain_too=plain_too)
        elif plain_too or not _is_plain(kind):
            yield path


def _bare(annotation: Any) -> Any:
    """Take away ``| None`` and ``Annotated``; what remains of a union is the union."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) not in {Union, UnionType}:
        return annotation
    options = [option for option in get_args(annotation) if option is not type(None)]
    return _bare(options[0]) if len(options) == 1 else annotation


def _is_document(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Document)


def _is_plain(kind: Any) -> bool:
    """Whether it is one short value that is no time: text, a number, a truth value, a choice."""
    if kind is datetime:
        return False
    supertype = getattr(kind, "__supertype__", kind)
    if isinstance(supertype, type):
        return issubclass(supertype, _SCALARS)
    return get_origin(kind) is Literal
