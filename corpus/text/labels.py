"""The labels under which plans write a field (责任单位, 整改时限), and what a row of them makes.

    标签    = data/labels.toml, with blanks anywhere (责任 单位), a colon and a remark behind it (整改时限（年月）)
    表头    = 标签{4,}                      in plain text: all known; parted by tabs: most of them

Tables that are drawn in a document need less to be told: corpus.files.task_tables.
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
_LONGEST = 12


@cache
def label_names() -> dict[str, str]:
    """Label as written → kind, from `data/labels.toml`."""
    table = tomllib.loads(files("corpus").joinpath("data/labels.toml").read_text("utf-8"))["labels"]
    return {name: kind for kind, names in table.items() for name in names}


def rank(name: str) -> int:
    """The place of a label among those of `data/labels.toml`: of two names for one kind the first is the field."""
    return list(label_names()).index(name)


def bare_label(text: str) -> str:
    """A label without blanks, colon and remark in brackets: 整改时限（年月）→ 整改时限."""
    bare = re.sub(r"\s", "", text).rstrip("：:")
    return re.sub(r"(?<=.)[（(][^（）()]*[）)]$", "", bare)


def label_kind(text: str) -> str | None:
    """What kind of field the words of a cell or line label, None where they are no label."""
    return label_names().get(bare_label(text))


def header_kinds(cells: Iterable[str], *, drawn: bool = False) -> list[str] | None:
    """The kinds of the columns where the cells are a table's header, else None; "other" for a column that is no field.

    Where the cells are drawn (parted by tabs), a column or two may be unknown.

    >>> header_kinds(["序号", "问 题", "责任单位", "整改时限"]), header_kinds(["责任单位", "整改时限"])
    (['ordinal', 'statement', 'responsible', 'deadline'], None)
    """
    names = [bare_label(cell) for cell in cells]
    kinds = [label_names().get(name) for name in names]
    known = [name for name, kind in zip(names, kinds, strict=True) if kind]
    enough = 2 * len(known) >= len(names) if drawn else len(known) == len(names)
    if not enough or len(names) < _MIN_COLUMNS or len(set(known)) < len(known) or max(map(len, names)) > _LONGEST:
        return None
    columns = _one_a_kind(names, kinds)
    return columns if len({*columns} & {*FIELD_KINDS, "ordinal", "statement"}) >= _MIN_COLUMNS - drawn else None


def _one_a_kind(names: list[str], kinds: list[str | None]) -> list[str]:
    """Of two names for one kind the first of the vocabulary; where no column is known as the problem, what speaks of 问题 is."""
    first = {kind: min((n for n, k in zip(names, kinds, strict=True) if k == kind), key=rank) for kind in kinds if kind}
    columns = [kind if kind and first[kind] == name else "other" for name, kind in zip(names, kinds, strict=True)]
    if "statement" not in columns:
        at = next((i for i, (n, k) in enumerate(zip(names, kinds, strict=True)) if k is None and "问题" in n), None)
        columns = ["statement" if i == at else kind for i, kind in enumerate(columns)]
    return columns
