"""A weighted sum of signs whose weights were fitted and stand in a table of `bot/data`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def weighted(signs: DataclassInstance, data: str, table: str) -> float:
    """The sum of the signs by the weights of one table of a file: one weight a sign, and the bias."""
    weights = _tables(data)[table]
    return float(weights["bias"] + sum(weights[name] * value for name, value in asdict(signs).items()))


@cache
def _tables(data: str) -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(files("bot").joinpath(f"data/{data}.toml").read_text("utf-8"))
