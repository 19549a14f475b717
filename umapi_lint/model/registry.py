"""What a run checks: the pages of the rules, and the functions that look for findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from umapi_lint.model.rule import Rule
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any


class Registry(Record):
    """All rules, by id, and the functions that look for them."""

    rules: dict[str, Rule] = field(default_factory=dict)
    checks: dict[str, list[Callable[..., Any]]] = field(default_factory=dict)
    """Functions of a context and a keyword that a value meets, by that keyword."""
    document_checks: list[Callable[..., Any]] = field(default_factory=list)
    """Functions of a context."""
    reads: set[str] = field(default_factory=set)
    """Further keywords that rules look up among those a document meets."""

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Every keyword that some rule wants to hear of."""
        return frozenset(self.checks) | self.reads
