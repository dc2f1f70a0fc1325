"""Labels of units by role that stand below the label of others than those who answer.

验收单位：     where most of those labels have nothing but such ones behind them,
牵头单位：甲   and the problems name who answers elsewhere:
配合单位：乙   then they are of that sort
"""

from __future__ import annotations

import re

from corpus.text.labels import UNIT_LABELS, label_kind

from .label import Label

_ROLES = {kind: role for kind, role in UNIT_LABELS["responsible"].items() if role and kind == role.value}
_SORTS = {field: {role: kind for kind, role in kinds.items()} for field, kinds in UNIT_LABELS.items() if field != "responsible"}
_CHIEF = ("responsible", "lead")


def of_their_headings(text: str, labels: list[Label]) -> list[Label]:
    """The labels, those by role below 验收单位 or 督导单位 as that sort's own."""
    out = list(labels)
    for field, kinds in _SORTS.items():
        heads = [at for at, x in enumerate(labels) if x.kind == field]
        runs = [run for at in heads if (run := _run(text, labels, at))]
        inside = {at for run in runs for at in run}
        named = sum(x.kind in _CHIEF and at not in inside for at, x in enumerate(labels))
        if 2 * len(runs) > len(heads) and named >= len(runs):
            for at in inside:
                out[at] = out[at]._replace(kind=kinds[_ROLES[out[at].kind]])
    return out


def _run(text: str, labels: list[Label], head: int) -> list[int]:
    """Where the labels by role are that follow at once, each once; [] where the heading has words of its own."""
    run: list[int] = []
    seen: set[str] = set()
    for at in range(head + 1, min(len(labels), head + 1 + len(_ROLES))):
        if labels[at].kind not in _ROLES or labels[at].kind in seen:
            break
        run.append(at)
        seen.add(labels[at].kind)
    words = text[labels[head].value : labels[run[0]].start].strip() if run else ""
    return run if not words or _is_by_role(words) else []


def _is_by_role(words: str) -> bool:
    """牵头单位：甲, in the line of the heading itself."""
    label, *rest = re.split("[：:]", words, maxsplit=1)
    return bool(rest) and label_kind(label) in _ROLES
