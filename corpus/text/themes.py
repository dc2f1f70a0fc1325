"""A plan's own word for 整改 in its labels (整治目标, 攻坚时限): known by its form, and by what it stands beside.

    栏目    = 主题 栏        主题 = any two characters, before two such 栏 as 整改 stands before, or one where the title has it too
                            栏 = 目标 | 措施 | 时限 | 情况 | …, what 整改 makes a label of

A label of a kind that the plan has under a known one (保障措施 beside 整改措施) is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce

from .labels import DEMANDED_KINDS, FIELD_KINDS, bare_label, label_kind
from .lines import Line
from .numbers import read_number
from .pages import TITLE_END

_THEME = "整改"
_SIGNS = ("goal", "measures", "done", "deadline", "progress")
"""What kinds of label tell the plan's own word: two of them, one of which a plan demands."""
_LINE = re.compile(r"[【〔\[「『]?(?P<name>[一-鿿]{2,8})(?:[】〕\]」』]|[：:。]|$)")


def own_names(names: Iterable[str], title: str = "") -> dict[str, str]:
    """Label with the plan's own word → the same with 整改, for those of `names` (bare labels) that are such.

    >>> own_names(["责任单位", "攻坚目标", "攻坚时限"]), own_names(["整改目标", "整改措施", "保障目标", "保障措施"])
    ({'攻坚目标': '整改目标', '攻坚时限': '整改时限'}, {})
    """
    kinds = {name: label_kind(name) for name in dict.fromkeys(names)}
    known = {kind for kind in kinds.values() if kind}
    as_known = {name: label_kind(_renamed(name)) for name in kinds if len(name) > len(_THEME)}
    signs: dict[str, set[str]] = {}
    for name, kind in as_known.items():
        if kind in _SIGNS and kinds[name] in (None, kind):
            signs.setdefault(name[: len(_THEME)], set()).add(kind)
    own = {theme for theme, found in signs.items() if _is_own(theme, found, title)}
    unknown = [name for name in as_known if kinds[name] is None and name[: len(_THEME)] in own]
    return {name: _renamed(name) for name in unknown if as_known[name] in {*FIELD_KINDS, "task", "statement"} - known}


def _renamed(name: str) -> str:
    return _THEME + name[len(_THEME) :]


def _is_own(theme: str, found: set[str], title: str) -> bool:
    return bool(found & {*DEMANDED_KINDS}) and (len(found) > 1 or theme in title)


def own_kinds(cells: Iterable[str]) -> list[str | None]:
    """The kinds of a row of labels, of those with the plan's own word, too."""
    names = [bare_label(cell) for cell in cells]
    own = own_names(names)
    return [label_kind(own.get(name, name)) for name in names]


def with_known_themes(text: str, lines: list[Line]) -> str:
    """The same text, place by place, in which labels with the plan's own word have the known one."""
    found = (_LINE.match(x.text, number.width if (number := read_number(x.text)) else 0) for x in lines)
    title = next((x.text for x in lines if TITLE_END.search(x.text)), "")
    own = own_names([m["name"] for m in found if m], title)
    return reduce(lambda words, name: _as_known(words, name, own[name]), own, text)


def _as_known(text: str, name: str, known: str) -> str:
    return re.sub(rf"(?<![一-鿿]){name}(?=\s{{0,3}}(?:[】〕\]」』：:。（(\n\t]|$))", known, text)
