"""The one form of data class: like :mod:`dataclasses`, without generating code at every start.

A class derived from :class:`Record` names its fields by annotations. It is immutable, and compared, ordered and hashed by
its fields; ``frozen=False`` makes it mutable and equal only to itself.
"""

from __future__ import annotations

from collections.abc import Callable

from umapi_lint.record.typed import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Callable[[type], type]:
        return lambda cls: cls


R = TypeVar("R", bound="Record")
_MISSING: Any = object()


class Field:
    """What a field says of itself in addition to its type."""

    def __init__(
        self, default: Any, factory: Callable[[], Any] | None = None, compare: bool = True, repr: bool = True
    ) -> None:
        self.default, self.factory, self.compare, self.repr = default, factory, compare, repr


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> Any:
    """A field with a default made for each instance, or one that is left out of comparisons or of the ``repr``."""
    return Field(default, default_factory, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """A class made of fields."""

    _details: ClassVar[dict[str, Field]] = {}
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}
    _factories: ClassVar[list[tuple[str, Callable[[], Any]]]] = []

    def __init_subclass__(cls, *, frozen: bool = True) -> None:
        cls._details = dict(cls._details)
        for name, kind in cls.__dict__.get("__annotations__", {}).items():  # noqa: RUF063 - `inspect` is slow to import
            if not kind.startswith("ClassVar"):
                default = cls.__dict__.get(name, _MISSING)
                cls._details[name] = default if isinstance(default, Field) else Field(default)
                if default is not _MISSING:
                    delattr(cls, name)
        details = cls._details.items()
        cls._fields = tuple(cls._details)
        cls._defaults = {name: detail.default for name, detail in details if detail.default is not _MISSING}
        cls._factories = [(name, detail.factory) for name, detail in details if detail.factory]
        if not frozen:
            cls.__setattr__ = object.__setattr__  # type: ignore[assignment]
            cls.__eq__ = object.__eq__  # type: ignore[method-assign]
            cls.__hash__ = object.__hash__  # type: ignore[method-assign]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields, values = self._fields, self.__dict__
        values.update(self._defaults)
        values.update(zip(fields, args))  # noqa: B905 - too many are told below, and too few are usual
        if kwargs:
            values.update(kwargs)
            if not (kwargs.keys() <= self._details.keys() and kwargs.keys().isdisjoint(fields[: len(args)])):
                raise self._misused()
        for name, factory in self._factories:
            if name not in values:
                values[name] = factory()
        if len(values) != len(fields) or len(args) > len(fields):
            raise self._misused()

    def _misused(self) -> TypeError:
        return TypeError(f"{type(self).__name__} takes the fields {', '.join(self._fields)}, each once")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _compared(self) == _compared(other)

    def __lt__(self, other: Any) -> bool:
        return _compared(self) < _compared(other)

    def __hash__(self) -> int:
        return hash(_compared(self))

    def __repr__(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name, detail in self._details.items() if detail.repr]
        return f"{type(self).__name__}({', '.join(shown)})"


def _compared(record: Any) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name, detail in record._details.items() if detail.compare])


def replace(record: R, **changes: Any) -> R:
    """A copy of a record with some fields changed."""
    return type(record)(**{**{name: getattr(record, name) for name in record._fields}, **changes})
