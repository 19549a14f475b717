"""Finds the rules: every module of :mod:`umapi_lint.rules`, with its pages and its functions.

A module of rules may define

- ``RULES``: a tuple of :class:`umapi_lint.model.rule.Rule`, the pages;
- ``CHECKS``: schema keyword to a function of (context, mark) that yields drafts;
- ``DOCUMENT_CHECKS``: functions of a context that yield drafts;
- ``READS``: further keywords that they look up in ``context.marks``.
"""

from __future__ import annotations

import importlib
import os
from functools import lru_cache

from umapi_lint import rules as package
from umapi_lint.model.registry import Registry


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The rules of the package, read once.

    Raises:
        ValueError: two modules claim the same rule.
    """
    found = Registry()
    files = os.listdir(os.path.dirname(package.__file__ or ""))
    names = sorted(name[:-3] for name in files if name.endswith(".py") and not name.startswith("_"))
    for name in names:
        module = importlib.import_module(f"{package.__name__}.{name}")
        for rule in getattr(module, "RULES", ()):
            if rule.id in found.rules:
                raise ValueError(f"rule {rule.id} is defined twice")
            found.rules[rule.id] = rule
        for keyword, function in getattr(module, "CHECKS", {}).items():
            found.checks.setdefault(keyword, []).append(function)
        found.document_checks.extend(getattr(module, "DOCUMENT_CHECKS", ()))
        found.reads.update(getattr(module, "READS", ()))
    return found
