"""A question's vector turned from people's words towards the plan's: one matrix, learnt from the trade's vocabulary.

`scripts/adapt.py` learns it from pairs of everyday and official words only, so it serves any city's plan. It belongs to
the bundled model; the vectors of any other model are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import numpy as np

from .embedder import BUNDLED, Vectors

FILE = "adapter.npy"


def adapter_of(model: str, dimension: int) -> Callable[[Vectors], Vectors]:
    """What turns a unit vector of a question, shape (dimension,), into another unit vector."""
    return _turned if model == BUNDLED and dimension == len(_matrix()) else lambda query: query


def _turned(query: Vectors) -> Vectors:
    turned = query + query @ _matrix()
    return np.asarray(turned / np.linalg.norm(turned), np.float32)


@cache
def _matrix() -> Vectors:
    with files("index").joinpath("data", FILE).open("rb") as file:
        return np.asarray(np.load(file), np.float32)
