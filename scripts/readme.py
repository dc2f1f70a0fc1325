#!/usr/bin/env python3
"""Bring the README's conversations, outputs and list of packages up to date with the program.

usage: scripts/readme.py [--check] [--data DIR]

Every `$ ./scripts/run …` and every 问> in a ```text block is run in this process, in the README's order and in one data
directory that is thrown away, on a day that stands still; what it prints takes the place of what stands below it. A line
… stands for any lines, a … within a line for any words: where the output still fits, nothing is changed. The index is
built first (a minute), or copied from DIR. With --check nothing is written; exit code 1 where something is out of date.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from openpyxl import load_workbook

from bot.config import Config
from bot.terminal.cli import main as bot
from index.phrasings import bundled_plan_text

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
NOW = datetime(2026, 11, 27, 9, 0)
"""The time at which everything in the README happens."""
ELIDED = "…"
_BLOCK = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.M | re.S)
_SAID = re.compile(r"^(?:\$ \./scripts/run\b|问> ).*$", re.M)
_PACKAGE = re.compile(r"^- `([a-z/]+)`: .*$", re.M)
_QUOTE = re.compile(r"「([^」]{30})[^」]{6,}」")


@dataclass(frozen=True)
class Step:
    """What somebody types, and what stands below it; a question has no arguments."""

    said: str
    shown: str

    @property
    def arguments(self) -> list[str] | None:
        """The arguments of `./scripts/run`; None for a question."""
        return None if self.said.startswith("问>") else shlex.split(self.said)[2:]


# --- the README ---------------------------------------------------------------------------------------------


def steps(block: str) -> list[Step]:
    """A block's commands and questions, each with the text below it; none where nothing of it can be run."""
    starts = [m.start() for m in _SAID.finditer(block)]
    parts = [block[a:b] for a, b in zip(starts, [*starts[1:], len(block)], strict=True)]
    return [Step(said, shown) for said, _, shown in (p.partition("\n") for p in parts)]


def updated(readme: str, session: Session) -> str:
    """The README with what the program prints now."""
    return _PACKAGE.sub(lambda m: _package_line(m[1]), _BLOCK.sub(lambda m: _block(m[0], session), readme))


def packages() -> dict[str, str]:
    """Package → the first sentence of its description: bot/answers, corpus, …"""
    faces = sorted(f for top in ("bot", "corpus", "index") for f in (ROOT / top).rglob("__init__.py"))
    docs = {f.parent.relative_to(ROOT).as_posix(): ast.get_docstring(ast.parse(f.read_text("utf-8"))) for f in faces}
    return {name: (doc or "").partition("\n")[0] for name, doc in docs.items()}


def _package_line(name: str) -> str:
    return f"- `{name}`: {packages()[name]}"


def _block(block: str, session: Session) -> str:
    found = steps(block)
    head = _SAID.split(block, maxsplit=1)[0]
    return head + "".join(_step(s, out) for s, out in zip(found, session.outputs(found), strict=True))


def _step(step: Step, output: str) -> str:
    return f"{step.said}\n{step.shown if fits(step.shown, output) else shortened(step.shown, output)}"


def fits(shown: str, output: str) -> bool:
    """Whether the output is what is shown, with anything in the place of each …; blank lines at the end are no difference."""
    return _fit(shown.rstrip().split("\n"), output.rstrip().split("\n"))


def _fit(shown: list[str], lines: list[str]) -> bool:
    if not shown:
        return not lines
    first, *rest = shown
    if first == ELIDED:
        return any(_fit(rest, lines[n:]) for n in range(len(lines) + 1))
    words = re.escape(first).replace(ELIDED, ".*")
    return bool(lines) and bool(re.fullmatch(words, lines[0])) and _fit(rest, lines[1:])


def shortened(shown: str, output: str) -> str:
    """The output with as many lines before and after a … as are shown, long quotes cut, and the blank lines that are shown."""
    lines = [_QUOTE.sub(rf"「\1{ELIDED}」", x) for x in output.rstrip().split("\n")]
    before, elided, after = f"\n{shown.rstrip()}\n".partition(f"\n{ELIDED}\n")
    head, tail = before.count("\n"), after.count("\n")
    if elided and len(lines) > head + tail:
        lines = [*lines[:head], ELIDED, *lines[len(lines) - tail :]]
    return "\n".join(lines) + (shown[len(shown.rstrip()) :] or "\n")


# --- running ------------------------------------------------------------------------------------------------


class _Questions:
    """Standard input that asks, and knows where each answer begins in what is printed."""

    def __init__(self, questions: Iterable[str], out: io.StringIO) -> None:
        self._questions, self._out = questions, out
        self.begins: list[int] = []

    def isatty(self) -> bool:
        """Nobody sits there."""
        return False

    def __iter__(self) -> Iterator[str]:
        for question in self._questions:
            self.begins.append(self._out.tell())
            yield f"{question}\n"


class Session:
    """The program in a working directory of its own, in which the README's steps happen one after another."""

    def __init__(self, work: Path) -> None:
        self._work = work
        text = bundled_plan_text()
        (work / "方案.txt").write_text(text, "utf-8")
        leads = "责任单位：市水务局（牵头）、市自然资源局"
        (work / "修订稿.txt").write_text(text.replace(leads, f"{leads}、市能源局"), "utf-8")

    def outputs(self, found: Sequence[Step]) -> list[str]:
        """What each step prints; questions that follow one another are one conversation."""
        told: list[str] = []
        while len(told) < len(found):
            step = found[len(told)]
            if step.arguments:
                told.append(self._printed(step.arguments))
            else:
                told += self._conversation(found[len(told) :])
        return told

    def _conversation(self, found: Sequence[Step]) -> list[str]:
        """The answers to the questions that come first; before them what opens the conversation, where that is a step."""
        opened = found[0].arguments is not None
        asked = [s.said.removeprefix("问> ") for s in found[opened:]]
        count = next((n for n, s in enumerate(found[opened:]) if s.arguments is not None), len(asked))
        out = io.StringIO()
        questions = _Questions(asked[:count], out)
        self._run(["chat"], out, questions)
        if len(questions.begins) < count:
            raise RuntimeError(f"the conversation ended early: {out.getvalue()}")
        bounds = [*([0] if opened else []), *questions.begins, len(out.getvalue())]
        return [out.getvalue()[a:b] for a, b in pairwise(bounds)]

    def _printed(self, arguments: list[str]) -> str:
        out = io.StringIO()
        self._run(arguments, out, io.StringIO())
        if (exported := self._work / "台账.xlsx").exists():
            _fill_in(exported, self._work / "填好.xlsx")
        return out.getvalue()

    def _run(self, arguments: list[str], out: io.StringIO, stdin: object) -> None:
        """Run the program where nothing of this machine shows: neither its settings and its clock nor who sits at it."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")} | {"LOGNAME": "王工"}
        with (
            contextlib.chdir(self._work),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            patch("sys.stdin", stdin),
            patch.dict(os.environ, plain, clear=True),
            patch.object(Config, "now", lambda config: NOW.replace(tzinfo=config.timezone)),
        ):
            bot(arguments)


def _fill_in(exported: Path, filled: Path) -> None:
    """As somebody fills in the ledger: one problem closed, and one state that nobody knows."""
    book = load_workbook(exported)
    sheet = book.worksheets[0]
    columns = {c.value: c.column for row in sheet.iter_rows() for c in row if c.value in ("状态", "完成时间", "完成情况")}
    for name, value in {"状态": "已销号", "完成时间": "2024-12-20", "完成情况": "取水口已拆除"}.items():
        sheet.cell(8, columns[name]).value = value
    sheet.cell(12, columns["状态"]).value = "快完了"
    book.save(filled)


# --- the command --------------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Rewrite the README, or only say whether it has to be; exit code 1 where it has with --check."""
    parser = argparse.ArgumentParser(description="Bring the README's outputs up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--data", type=Path, help="a data directory whose revisions are used instead of building them")
    arguments = parser.parse_args(argv)
    before = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as work:
        if arguments.data:
            shutil.copytree(arguments.data / "revisions", Path(work) / "data" / "revisions")
        after = updated(before, Session(Path(work)))
    if after != before:
        print("README.md is out of date" if arguments.check else "README.md is rewritten")
    if not arguments.check:
        README.write_text(after, "utf-8")
    return 1 if arguments.check and after != before else 0


if __name__ == "__main__":
    sys.exit(main())
