"""Pickling by fields: what stands by the hundred in one submission goes through the guard's pipes several times."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any


def pickle_by_fields(*nouns: type[Any]) -> None:
    """Have dataclasses (with slots, two fields or more) pickled as calls with their fields.

    The way that dataclasses with slots bring along asks for the list of fields at every single object, which takes
    several times as long.
    """
    for noun in nouns:
        copyreg.pickle(noun, _reducer(noun))


def _reducer(noun: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    values = attrgetter(*(f.name for f in fields(noun)))

    def reduced(one: Any) -> tuple[type[Any], tuple[Any, ...]]:
        return noun, values(one)

    return reduced
