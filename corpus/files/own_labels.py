"""Cells that say themselves what their lines are: 整改目标：… 整改措施：… 整改时限：… one below another in one cell.

自述格  = (编号? 标签 ([：:] | 行末) 值)+     in a column that is not of the first label's sort, or with labels of two sorts
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.text.labels import FIELD_KINDS, family, label_kind
from corpus.text.numbers import read_number

_LABEL = re.compile(r"[ 　]{0,8}[【〔\[「『]?(?P<label>[^：:。；，\n】〕\]」』]{2,20})(?:[】〕\]」』][：:]?|[：:]|$)")
_TOLD_APART = ("progress", "done")
"""What was done tells of measures and goals under their labels, too, and is none."""


def tells_its_fields(value: str, kind: str) -> bool:
    """Whether a cell of a column of that kind opens with the label of another field, or has labels of several.

    >>> tells_its_fields("整改目标：达标。\\n整改时限：2025年底前", ""), tells_its_fields("牵头单位：甲\\n配合单位：乙", "responsible")
    (True, False)
    """
    told = list(_told(value)) if kind not in _TOLD_APART else []
    several = len({family(x) for x in told}) > 1
    return (
        bool(told)
        and _opening(value) == told[0]
        and (several or told[0] == kind or (kind != "other" and family(told[0]) != family(kind)))
    )


def told_fields(value: str, kind: str) -> set[str]:
    """The sorts of fields that a cell of a column of that kind tells under labels of their own."""
    tells = label_kind(value) is None and (kind == "statement" or tells_its_fields(value, kind))
    told = {family(x) for x in _told(value)} if tells else set()
    return told & {*FIELD_KINDS}


def without_statement_label(value: str) -> str:
    """反馈问题：扬尘。 → 扬尘。 as the head of a problem says it; below the head where that label is numbered among others."""
    if not opens_with_statement(value):
        return value
    found = _LABEL.match(value.split("\n", 1)[0]) if read_number(value) is None else None
    return value[found.end() :].strip() if found else f"\n{value}"


def opens_with_statement(value: str) -> bool:
    """Whether a cell begins with the label of what was found."""
    return _opening(value) == "statement"


def _told(value: str) -> Iterator[str]:
    kinds = map(_opening, value.split("\n"))
    yield from (kind for kind in kinds if kind in (*FIELD_KINDS, "statement"))


def _opening(line: str) -> str | None:
    line = line.split("\n", 1)[0]
    number = read_number(line)
    found = _LABEL.match(line, number.width if number else 0)
    return label_kind(found["label"]) if found else None
