"""Every regular expression of the project takes a time that grows no faster than its input, whatever that is."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
import re._parser as sre_parser  # type: ignore[import-not-found, unused-ignore]
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.desk import Desk

ROOT = Path(__file__).parents[1]
SEARCHES = ("search", "finditer", "sub", "subn", "split", "findall")
CALLS = (*SEARCHES, "match", "fullmatch", "compile")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
COMMON = [
    " ",
    "　",
    "\n",
    "1",
    "字",
    "，",
    "、",
    "年",
    "一",
    "（",
    "(",
    "《",
    "“",
    "区",
    "局",
    "月",
    "—",
    "1.",
    "字、",
    "各",
    "第",
    "2025年",
]
"""What a text may hold a thousand times, beside what each expression itself speaks of."""
GROWTH, PLAIN = 3.2, 2.4
"""Twice the input may take so many times as long: 2 where time is linear, 4 where it is quadratic; so many are beyond doubt."""
FEWEST, TRIES = 3, 12
"""The best of so many of each length, in turn: a busy machine slows some of them and hurries none; more only for a suspect."""
LONGEST = 8000
NOTICED = 0.02
"""Seconds, of a clock that may tick only every few milliseconds."""
RUNAWAY = 4


class Found(NamedTuple):
    """An expression: where it is written, and whether it is looked for anywhere in a text or only at its beginning."""

    where: str
    pattern: re.Pattern[str]
    searched: bool


def _modules() -> Iterator[tuple[str, str, ast.Module]]:
    for package in ("corpus", "index", "bot"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name != "__main__.py":
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, path.read_text("utf-8"), ast.parse(path.read_text("utf-8"))


@functools.cache
def _expressions() -> list[Found]:
    modules = list(_modules())
    sources = "\n".join(source for _, source, _ in modules)
    found: dict[tuple[str, int], Found] = {}
    for name, source, tree in modules:
        names = {id(x.value): t.id for x in ast.walk(tree) for t in _targets(x) if isinstance(t, ast.Name)}
        for call in ast.walk(tree):
            if not _is_of_re(call):
                continue
            assert isinstance(call, ast.Call)
            pattern = _compiled(call, vars(importlib.import_module(name)))
            if pattern is not None:
                searched = _is_searched(call, names.get(id(call)), source, sources)
                key = pattern.pattern, pattern.flags
                before = found.get(key)
                found[key] = Found(f"{name}:{call.lineno}", pattern, searched or bool(before and before.searched))
    return list(found.values())


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) and node.value else []


def _is_of_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _compiled(call: ast.Call, names: dict[str, Any]) -> re.Pattern[str] | None:
    """The expression, where it does not depend on what a function is given."""
    flags = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "flags")]
    of_compile = isinstance(call.func, ast.Attribute) and call.func.attr == "compile"
    try:
        words = eval(compile(ast.Expression(call.args[0]), "pattern", "eval"), dict(names))
        given = [eval(compile(ast.Expression(x), "flags", "eval"), dict(names)) for x in flags] if of_compile else []
    except NameError:
        return None
    return re.compile(words, *given) if isinstance(words, str) else None


def _is_searched(call: ast.Call, name: str | None, source: str, sources: str) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return call.func.attr in SEARCHES
    if name is None:
        return True
    return bool(re.search(rf"\b{name}\.(?:{'|'.join(SEARCHES)})\b|[(,] ?{name}[,)]", source if name[0] == "_" else sources))


# --- what an expression speaks of -------------------------------------------------------------------------


def _sample(kind: Any, value: Any) -> str:
    """A character that one item of an expression takes."""
    if kind is sre.LITERAL:
        return chr(value)
    if kind is not sre.IN:
        return "字"
    if value[0][0] is sre.NEGATE:
        return next((c for c in "字 1a，" if not any(_holds(x, c) for x in value[1:])), "")
    kind, value = value[0]
    return chr(value) if kind is sre.LITERAL else chr(value[0]) if kind is sre.RANGE else " " if "SPACE" in str(value) else "1"


def _holds(item: tuple[Any, Any], c: str) -> bool:
    kind, value = item
    if kind is sre.CATEGORY:
        return {"CATEGORY_SPACE": c.isspace(), "CATEGORY_DIGIT": c.isdigit()}.get(str(value), c.isalnum())
    return bool(value == ord(c) if kind is sre.LITERAL else kind is sre.RANGE and value[0] <= ord(c) <= value[1])


def _inside(kind: Any, value: Any) -> list[Any]:
    """The sequences within an item."""
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.BRANCH:
        return list(value[1])
    if kind in REPEATS:
        return [value[2]]
    return [value[1]] if kind in (sre.ASSERT, sre.ASSERT_NOT) else [value] if kind is sre.ATOMIC_GROUP else []


def _words(items: Any) -> str:
    """Something that a sequence takes: the first of its branches."""
    out = ""
    for kind, value in items:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            out += _sample(kind, value)
        elif kind in REPEATS:
            out += _words(value[2]) * max(value[0], 1)
        elif kind in (sre.SUBPATTERN, sre.BRANCH, sre.ATOMIC_GROUP):
            out += _words(_inside(kind, value)[0])
    return out


def _pumps(items: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(beginning, what to repeat behind it) of every repeat that may be long."""
    for kind, value in items:
        if kind in REPEATS and value[1] >= 8:
            for branch in _branches(value[2]):
                words = _words(branch)
                yield from (("", words), (before, words), ("", before + words))
        for inner in _inside(kind, value):
            yield from _pumps(inner, before)
        before += _words([(kind, value)])


def _branches(items: Any) -> list[Any]:
    if len(items) == 1 and items[0][0] in (sre.SUBPATTERN, sre.BRANCH):
        return [x for inner in _inside(*items[0]) for x in _branches(inner)]
    return [items]


# --- how long it takes ------------------------------------------------------------------------------------


def _work(found: Found) -> Callable[[str], object]:
    if found.searched:
        return lambda text: sum(1 for _ in found.pattern.finditer(text))
    return lambda text: found.pattern.match(text)


def _seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()  # what else the process does does not count
    work(text)
    return time.thread_time() - begun


def _growth(work: Callable[[str], object], before: str, pump: str, longest: int) -> float:
    """How many times as long twice the input takes; 0 where even the long one takes no time to speak of."""
    half, whole = (before + pump * (length // len(pump) + 1) + "\x00" for length in (longest // 2, longest))
    short, long = float("inf"), _seconds(work, whole)
    if long < NOTICED:
        return 0.0
    for tried in range(TRIES):
        short = min(short, _seconds(work, half))
        if long <= (GROWTH if tried >= FEWEST else PLAIN) * short:
            break
        long = min(long, _seconds(work, whole))
    return long / short if short >= NOTICED / 8 else 0.0


def _faults(found: Found, longest: int = LONGEST) -> Iterator[str]:
    """The inputs, up to so long, on which the expression takes more than linear time."""
    parsed = sre_parser.parse(found.pattern.pattern, found.pattern.flags & ~re.UNICODE)
    for before, pump in dict.fromkeys([*(("", x) for x in COMMON), *_pumps(parsed)]):
        if pump and (growth := _within_time(_work(found), before, pump, longest)) > GROWTH:
            yield f"{found.where}: {before!r} and {pump!r} again and again: ×{growth:.1f}: {found.pattern.pattern[:80]}"


def _within_time(work: Callable[[str], object], before: str, pump: str, longest: int) -> float:
    """The growth; without end where one run takes longer than any expression may."""

    def run_away(*_: object) -> None:
        raise TimeoutError

    kept = signal.signal(signal.SIGVTALRM, run_away)
    signal.setitimer(signal.ITIMER_VIRTUAL, RUNAWAY)
    try:
        return _growth(work, before, pump, longest)
    except TimeoutError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, kept)


@pytest.mark.parametrize("package", ["corpus", "index", "bot"])
def test_no_expression_is_worse_than_linear(package: str) -> None:
    """Whatever is repeated thousands of times: what may be long in each expression, and what texts are full of."""
    suspects = [x for x in _expressions() if x.where.startswith(package) and any(_faults(x))]
    assert [fault for x in suspects if (fault := next(_faults(x), None))] == []  # again, as a busy machine errs


@pytest.mark.parametrize(
    ("pattern", "searched"),
    [(r"\s*,?\s*x", False), ("[0-9]+x", True), ("《[^》]*》", True), ("最早.*最晚|最晚.*最早", True)],
)
def test_what_is_worse_is_found(pattern: str, searched: bool) -> None:
    """Two repeats beside each other, one that begins anywhere, one that is never closed; long enough to be noticed on a fast machine."""
    assert next(_faults(Found("here", re.compile(pattern), searched), 4 * LONGEST), None)


def test_most_expressions_are_tried() -> None:
    """Only those that a function makes of its arguments are not."""
    assert len(_expressions()) > 300


@pytest.mark.parametrize(
    "said",
    [
        f"{'乌达工业园区洗煤矸石堆' * 40}涉及哪些问题",
        f"{'、'.join(['海勃湾区洗煤厂矸石堆场渣堆灰场坑口电站排土场' * 3] * 6)}的问题有哪些",
        f"哪些问题提到了{'海南区城镇水务集团和万源煤业' * 30}",
        f"谁负责{'海勃湾组织完成大华伟业洗煤厂渣堆煤焦化有限公司' * 19}项目",
    ],
)
def test_no_expression_grows_beyond_what_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """One made of a message's words holds them once: of all divisions of a long name it would take minutes to make."""
    converse(["第10项谁验收"], desk, TODAY)  # what is made of the plan is made once
    made: list[int] = []
    make = re._compiler.compile  # type: ignore[attr-defined]
    monkeypatch.setattr(re._compiler, "compile", lambda words, flags=0: made.append(len(words)) or make(words, flags))  # type: ignore[attr-defined]
    converse([said], desk, TODAY)
    assert max(made, default=0) < len(said) + 500
