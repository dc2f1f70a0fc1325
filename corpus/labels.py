"""The labels under which plans write a field (责任单位, 整改时限), and what a row of them makes.

    标签    = data/labels.toml, with blanks anywhere (责任 单位), a colon and a remark behind it (整改时限（年月）)
    表头    = 标签{4,}                      in plain text: all known, no kind twice

Tables that are drawn in a document need less to be told: corpus.task_tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

FIELD_KINDS = ("responsible", "lead", "member", "acceptance", "supervision", "goal", "deadline", "measures")
"""The kinds of label that are a field of a problem; beside them there are ordinal, statement and other."""

UNIT_KINDS = ("responsible", "lead", "member", "acceptance", "supervision")
"""The fields that name units."""

_MIN_COLUMNS = 4


@cache
def label_names() -> dict[str, str]:
    """Label as written → kind, from `data/labels.toml`."""
    table = tomllib.loads(files("corpus").joinpath("data/labels.toml").read_text("utf-8"))["labels"]
    return {name: kind for kind, names in table.items() for name in names}


def bare_label(text: str) -> str:
    """A label without blanks, colon and remark in brackets: 整改时限（年月）→ 整改时限."""
    bare = re.sub(r"\s", "", text).rstrip("：:")
    return re.sub(r"(?<=.)[（(][^（）()]*[）)]$", "", bare)


def label_kind(text: str) -> str | None:
    """What kind of field the words of a cell or line label, None where they are no label."""
    return label_names().get(bare_label(text))


def header_kinds(cells: Iterable[str]) -> list[str] | None:
    """The kinds of the columns where the cells are a table's header, else None.

    >>> header_kinds(["序号", "问 题", "责任单位", "整改时限"]), header_kinds(["责任单位", "整改时限"])
    (['ordinal', 'statement', 'responsible', 'deadline'], None)
    """
    kinds = [label_kind(cell) for cell in cells]
    columns = [kind for kind in kinds if kind]
    return columns if len(columns) == len(kinds) >= _MIN_COLUMNS and len(set(columns)) == len(columns) else None
