"""Revised copies of the real plan, made from its own text: problems changed, removed, inserted, reworded, split; in every format."""

from __future__ import annotations

import re
from collections.abc import Callable

from docx import Document
from test_readers import html_page, pdf_of, plan, plan_text, saved

from corpus.model import Plan
from corpus.text.numbers import to_chinese

NEW = (
    "医疗废物处置能力不足。全市医疗废物日产生量9吨，处置能力仅6吨，部分医疗机构超期贮存。\n责任单位：市能源局（牵头）、市水务局\n"
    "验收单位：市水务局\n整改目标：医疗废物全部安全处置。\n整改时限：2026年9月底\n整改措施：\n1. 2026年9月底前，建成第二条处置线。\n"
)


def pieces() -> list[str]:
    """What stands before, at and between the problems: even places are in between, odd ones problems."""
    text, at, out = plan_text(), 0, []
    for problem in plan().problems:
        out += [text[at : problem.span.start], text[problem.span.start : problem.span.end]]
        at = problem.span.end
    return [*out, text[at:]]


def changed(number: int, *pairs: tuple[str, str]) -> str:
    """The plan with words of one problem replaced."""
    parts = pieces()
    for old, new in pairs:
        assert old in parts[2 * number - 1], old
        parts[2 * number - 1] = parts[2 * number - 1].replace(old, new, 1)
    return "".join(parts)


def numbered(parts: list[str]) -> str:
    """The pieces with their problems numbered from （一） on."""
    heads = {2 * n - 1: f"（{to_chinese(n)}）" for n in range(1, len(parts) // 2 + 1)}
    return "".join(re.sub(r"^（[一-十]+）", heads[i], p) if i in heads else p for i, p in enumerate(parts))


def without(number: int) -> str:
    """The plan with one problem taken out, the others renumbered."""
    parts = pieces()
    parts[2 * number - 2 : 2 * number + 1] = [parts[2 * number - 2] + parts[2 * number]]
    return numbered(parts)


def inserted(before: int, text: str = NEW) -> list[str]:
    """The pieces with a new problem before another."""
    parts = pieces()
    parts[2 * before - 1 : 2 * before - 1] = [f"（一）{text}", "\n"]
    return parts


def reworded() -> str:
    """A problem inserted before the eighth, and the twentieth, now the twenty-first, said in other words."""
    parts = inserted(8)
    statement = plan().problems[19].statement.text
    assert statement in parts[2 * 21 - 1]
    parts[41] = parts[41].replace(statement, f"矿区扬尘仍然较重，需要下大力气整治。{statement.split('。', 1)[1]}")
    return numbered(parts)


def split() -> str:
    """The second measure of the seventh problem in two, those behind it counted on."""
    measure = plan().problems[6].measures[1].passage.text
    first, second = measure.split("，", 1)
    return changed(7, ("3. 2024年5月底前，在全市", "4. 2024年5月底前，在全市"), (measure, f"{first}。\n3. {second}"))


def twins(real: Plan) -> str:
    """The seventh problem twice, each in slightly other words, so that nobody can tell which one it is."""
    words = real.text[slice(*real.problems[6].span)].split("）", 1)[1]
    assert "督察发现，" in words
    parts = inserted(8, words.replace("督察发现，", "检查组发现，", 1))
    parts[13] = parts[13].replace("督察发现，", "经核查，", 1)
    return numbered(parts)


UNIT = ("市自然资源局（牵头）、市应急管理局、市能源局，各区委、区政府", "市自然资源局（牵头）、市应急管理局，各区委、区政府")
DEADLINE = ("整改时限：2025年12月底", "整改时限：2026年6月底")

REVISIONS: dict[str, tuple[Callable[[], str], dict[str, object]]] = {
    "a changed unit": (lambda: changed(8, UNIT), {"changed": {8: ("responsible",)}}),
    "a moved deadline": (lambda: changed(6, DEADLINE), {"changed": {6: ("deadline",)}}),
    "a problem removed": (lambda: without(7), {"removed": (7,), "renumbered": {n: n - 1 for n in range(8, 31)}}),
    "one inserted": (lambda: numbered(inserted(8)), {"added": (8,), "renumbered": {n: n + 1 for n in range(8, 31)}}),
    "reworded and renumbered": (
        reworded,
        {"added": (8,), "renumbered": {n: n + 1 for n in range(8, 31)}, "changed": {21: ("title", "statement")}},
    ),
    "a measure split": (split, {"changed": {7: ("measures",)}}),
}
"""What was done → the new text, and what of the difference is not empty."""


def _docx(text: str) -> bytes:
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def _html(text: str) -> bytes:
    return html_page(body="".join(f"<p>{line}</p>\n" for line in text.split("\n")))


def _pdf(text: str) -> bytes:
    """Pages of 50 lines of 40 characters, with a running header and page numbers."""
    lines = [line[i : i + 40] for line in text.split("\n") for i in range(0, len(line), 40)]
    return pdf_of([["乌海市整改方案", *lines[i : i + 50], f"{i // 50 + 1}"] for i in range(0, len(lines), 50)])


FORMATS: dict[str, Callable[[str], bytes]] = {".txt": lambda text: text.encode(), ".docx": _docx, ".html": _html, ".pdf": _pdf}
"""A format's ending → how a plan is written in it."""
