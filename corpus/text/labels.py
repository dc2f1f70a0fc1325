"""The labels under which plans write a field (责任单位, 整改时限), what a row of them makes, and lines that are no field's.

    标签    = data/labels.toml, with blanks anywhere (责任 单位), a colon and a remark behind it (整改时限（年月）)
              by name, or made of the words that such names are made of (牵头|配合 验收|督导 责任? 单位|部门)
    表头    = 标签{4,}                      in plain text: all known; parted by tabs: most of them

Tables that are drawn in a document need less to be told: corpus.files.task_header.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.model import FIELDS, UNIT_FIELDS, FieldKind, Role

_ALSO = {"responsible_also": None, "lead_also": Role.LEAD, "member_also": Role.MEMBER}
"""Who answers is named under two labels of one kind: 市级责任单位 and 县级责任单位."""


def _unit_labels(field: str) -> dict[str, Role | None]:
    of = "" if field == "responsible" else f"{field}_"
    return {field: None, f"{of}lead": Role.LEAD, f"{of}member": Role.MEMBER} | ({} if of else _ALSO)


UNIT_LABELS = {field: _unit_labels(field) for field in (*(f.key for f in UNIT_FIELDS), "supervision")}
"""The fields that name units: the kinds of label that make each, with the role that the label gives. 督导单位 may stand for another."""
_OWN = {f.key for f in UNIT_FIELDS}
SPARE_KINDS = ("other", *(kind for field, kinds in UNIT_LABELS.items() if field not in _OWN for kind in kinds))
"""The kinds of label that are no field of the table, or only stand for one that is not given (督导单位)."""
UNIT_KINDS = tuple(kind for kinds in UNIT_LABELS.values() for kind in kinds)
_OF_OTHERS = tuple(kind for field, kinds in UNIT_LABELS.items() if field != "responsible" for kind in kinds)
CHIEF_KINDS = ("responsible", "lead")
"""Who answers first: one problem has 责任单位, the next 牵头单位."""
MEASURE_KINDS = ("measures", "done")
"""The kinds of label that measures stand under, alone or with what was done (整改措施及成效)."""
OPENING_KINDS = ("statement", "ordinal")
"""The kinds of label that begin a problem rather than tell something of one."""
_OTHERS = tuple(f for f in FIELDS if f.kind not in (FieldKind.UNITS, FieldKind.LINES) and f.key not in ("title", "statement"))
DEMANDED_KINDS = (*UNIT_KINDS, *(f.key for f in _OTHERS if f.required), "done")
"""The kinds of label that are what a plan demands about a problem: two of them make one."""
FIELD_KINDS = (*DEMANDED_KINDS, *(f.key for f in _OTHERS if not f.required))
"""The kinds of label that are a field of a problem; beside them there are ordinal, statement, task and other."""
_MIN_COLUMNS = 4
_LONGEST = 16
_THEME = 2
"""How many characters say what a label is about: 问题, 整改, 责任."""
_BLANKS = r"[ \t]{0,6}"
"""Narrow ones: a set with a wide one takes the most time by far of making an expression of so many words."""
_AS_OF = r"(?:截[至止](?!时间|日期|期限)到? {0,3}(?:20[0-9]{2}年 {0,3})?(?:[0-9]{1,2}月 {0,3})?(?:[0-9]{1,2}日|[底末])? {0,3})?"
"""截至2025年6月底整改进展: what was done by a day is told under the same label."""
_JOIN = "(?:以及|及其?|和|与|[、/／])"
"""What joins two labels to one: 整改目标及时限."""
_WHO = "责任单位"
"""The label that stands above all who answer."""
_REMARK = r"[（(][^（）()\n]{1,12}[）)]"
_MARKS = "※*＊†‡☆★△▲◆●#＃¹²³"
"""What refers a label to a footnote (整改时限※) or says that it has to be filled in (*责任单位)."""
_MOVED = "(?:现行?|最?新|(?:调整|变更|延期|延长|顺延|推迟|修订)后|延后)"
_MOVED_REMARK = re.compile(
    rf"^(.{{0,8}}(?:时限|期限|时间|日期|节点))[（(]((?:拟|申请)?{_MOVED}|原定?|(?:调整|变更|延期|延长|顺延|推迟|修订)前)的?[）)]$"
)
"""整改时限（调整后）, of two deadlines the one that is in force; 整改时限（原） is the other."""
_IS_MOVED = re.compile(rf"(?:拟|申请|同意|批准)?(?:{_MOVED}|重新确定|(?:延期|延长|顺延|推迟|调整|变更)[至到为])")
_BELOW = "如下"
"""落实情况如下：, as a label in a sentence ends."""


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("corpus").joinpath("data/labels.toml").read_text("utf-8"))


@cache
def label_names() -> dict[str, str]:
    """Label as written → kind, from the names of `data/labels.toml`."""
    return {name: kind for kind, names in _tables()["labels"].items() for name in names}


def rank(name: str) -> int:
    """The place of a label among those of `data/labels.toml`, made ones last: of two for one kind the first is the field.

    Of two deadlines that is the one that the other was moved to.
    """
    if is_moved(name):
        return -1
    names = list(label_names())
    return names.index(name) if name in label_names() else len(names)


def is_moved(label: str) -> bool:
    """Whether a label says that the deadline behind it is the one that another was moved to: 调整后整改时限, 延期至."""
    return bool(_IS_MOVED.match(label)) and label_kind(label) == "deadline"


def _made_of(slots: str, between: str) -> str:
    """整改? 牵头|主要 单位|部门 as a regular expression, with `between` allowed between any two characters.

    >>> _made_of("整改? 单位|部门", "")
    '(?:整改)?(?:单位|部门)'
    """
    written = (
        f"(?:{'|'.join(between.join(word) + between for word in slot.rstrip('?').split('|'))}){'?' * slot.endswith('?')}"
        for slot in slots.split()
    )
    return "".join(written)


@cache
def _made() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile("|".join(_made_of(x, "") for x in made))) for kind, made in _tables()["words"].items()]


def with_narrow_blanks(text: str) -> str:
    """The same text, place by place, in which `label_expression` finds labels."""
    return text.replace("　", " ")


@cache
def label_expression() -> str:
    """A regular expression for any label, with narrow blanks anywhere in it and a remark in brackets behind it."""
    names = "|".join(_BLANKS.join(name) for name in sorted(label_names(), key=len, reverse=True))
    made = "|".join(_made_of(x, _BLANKS) for made in _tables()["words"].values() for x in made)
    return rf"{_AS_OF}(?:{made}|{names}){_BLANKS}(?:{_JOIN}[一-鿿]{{2,8}}{_BLANKS})?(?:{_REMARK})?(?:[{_MARKS}]{{1,3}})?(?:{_BELOW})?"


def bare_label(text: str) -> str:
    """A label without blanks, colon, remark in brackets and mark of a footnote: 整改时限（年月）※ → 整改时限.

    >>> bare_label("整改 时限（调整后）："), bare_label("完成时限（原）")
    ('调整后整改时限', '原完成时限')
    """
    bare = re.sub(r"\s", "", text).lstrip(_MARKS).rstrip(_MARKS + "：:")
    bare = _MOVED_REMARK.sub(r"\2\1", re.sub(rf"^{_AS_OF}(?=.)", "", bare.removesuffix(_BELOW)))
    return re.sub(r"(?<=.)(?:[（(][^（）()]*[）)]|\[[^\[\]]*\])$", "", bare).rstrip(_MARKS)


def label_kind(text: str) -> str | None:
    """What kind of field the words of a cell or line label, None where they are no label.

    >>> label_kind("整改 目标："), label_kind("牵头督导单位"), label_kind("落实情况如下："), label_kind("市能源局")
    ('goal', 'supervision_lead', 'progress', None)
    """
    bare = bare_label(text)
    return _one_kind(bare) or next(iter(joint_kinds(bare)), None)


def _one_kind(bare: str) -> str | None:
    return label_names().get(bare) or (_made_kind(bare) if len(bare) <= _LONGEST else None)


def family(kind: str) -> str:
    """The field that a kind of label is of: those of units of one sort are one."""
    return next((field for field, kinds in UNIT_LABELS.items() if kind in kinds), kind)


@cache
def joint_kinds(bare: str) -> tuple[str, ...]:
    """The kinds of two labels that are joined to one, () of any other words.

    >>> joint_kinds("整改目标及时限"), joint_kinds("整改措施、责任单位"), joint_kinds("整改目标")
    (('goal', 'deadline'), ('measures', 'responsible'), ())
    """
    for join in re.finditer(_JOIN, bare):
        kinds = _one_kind(bare[: join.start()]), _one_kind(bare[join.end() :])
        if kinds[0] and kinds[1]:
            return kinds[0], kinds[1]
    return ()


def completed(text: str, above: str = _WHO) -> str:
    """The label that words are below or within another: 牵头 below 责任单位 is 牵头责任单位; "" where they are none.

    What labels units by itself is of the other's sort below it: a 牵头单位 of those who accept is none of those who answer.

    >>> completed("牵头", "责任单位"), completed("内容", "问题情况"), completed("市能源局", "责任单位")
    ('牵头责任单位', '问题内容', '')
    >>> completed("牵头单位", "验收单位"), completed("验收单位", "责任分工")
    ('验收牵头单位', '验收单位')
    """
    below, above = bare_label(text), bare_label(above)
    made = [words for words in (below, below + above, above + below, above[:_THEME] + below) if below and label_kind(words)]
    if made[:1] == [below] and label_kind(below) in UNIT_LABELS["responsible"]:
        made = [words for words in made if label_kind(words) in _OF_OTHERS] or made
    return next(iter(made), "")


_OF_A_MEASURE = re.compile("(?:[^：:]{0,4}?(?:措施|举措)|[各单分每逐]项)(?=.)")


def of_each_measure(text: str) -> str:
    """The label of what is told of each measure beside it, without the word that says so; "" of any other.

    >>> of_each_measure("措施完成时限"), of_each_measure("各项措施责任单位"), of_each_measure("整改措施及时限")
    ('完成时限', '责任单位', '')
    """
    bare = bare_label(text)
    own = bare[match.end() :] if label_kind(bare) is None and (match := _OF_A_MEASURE.match(bare)) else ""
    return own if label_kind(own) in ("deadline", *UNIT_LABELS["responsible"]) else ""


@cache
def _made_kind(bare: str) -> str | None:
    return next((kind for kind, pattern in _made() if pattern.fullmatch(bare)), None)


def task_means(kinds: Iterable[str | None]) -> str:
    """What 整改任务 labels beside labels of those kinds: the problem where measures have their own label, else the measures."""
    kinds = set(kinds)
    if not kinds & {*MEASURE_KINDS}:
        return "measures"
    return "other" if "statement" in kinds else "statement"


def header_kinds(cells: Iterable[str], *, drawn: bool = False) -> list[str] | None:
    """The kinds of the columns where the cells are a table's header, else None; "other" for a column that is no field.

    Where the cells are drawn (parted by tabs), a column or two may be unknown.

    >>> header_kinds(["序号", "问 题", "责任单位", "整改时限"]), header_kinds(["责任单位", "整改时限"])
    (['ordinal', 'statement', 'responsible', 'deadline'], None)
    """
    names = [bare_label(cell) for cell in cells]
    kinds = settled_kinds([label_kind(name) for name in names])
    known = [name for name, kind in zip(names, kinds, strict=True) if kind]
    enough = 2 * len(known) >= len(names) if drawn else len(known) == len(names)
    if not enough or len(names) < _MIN_COLUMNS or len(set(known)) < len(known) or max(map(len, names)) > _LONGEST:
        return None
    columns = _one_a_kind(names, kinds)
    return columns if len({*columns} & {*FIELD_KINDS, "ordinal", "statement"}) >= _MIN_COLUMNS - drawn else None


def settled_kinds(kinds: list[str | None]) -> list[str | None]:
    """The kinds of a row of labels, where a task means what it means beside the others."""
    task = task_means(kinds)
    return [task if kind == "task" else kind for kind in kinds]


def _one_a_kind(names: list[str], kinds: list[str | None]) -> list[str]:
    """Of two names for one kind the first of the vocabulary; where no column is known as the problem, what speaks of 问题 is."""
    first = {kind: min((n for n, k in zip(names, kinds, strict=True) if k == kind), key=rank) for kind in kinds if kind}
    columns = [kind if kind and first[kind] == name else "other" for name, kind in zip(names, kinds, strict=True)]
    if "statement" not in columns:
        at = next((i for i, (n, k) in enumerate(zip(names, kinds, strict=True)) if k is None and "问题" in n), None)
        columns = ["statement" if i == at else kind for i, kind in enumerate(columns)]
    return columns


# --- lines that are no field's ----------------------------------------------------------------------------


@cache
def _lines(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{words})" for words in _tables()["lines"][kind]))


def is_closing(line: str) -> bool:
    """Whether a line closes a document and is no field's: 特此公示, 联系电话：…, 如有异议，请…"""
    return bool(_lines("closing").match(line))


def is_foot(cell: str) -> bool:
    """Whether the first cell of a row closes a table, alone or as the label of the next: 注：…, 联系人."""
    return is_closing(cell) or is_closing(f"{cell}：")


def is_column_of_form(cell: str) -> bool:
    """Whether a cell heads the labels or the values of a form and says nothing: 项目, 具体内容."""
    return bool(_lines("columns").match(cell))


def is_navigation(line: str) -> bool:
    """Whether a line is a page's own, above its title: 首页 > 政务公开, 发布时间：…"""
    return bool(_lines("navigation").match(line))
