#!/usr/bin/env python3
"""Speed as ratios within one run: what the program costs beside the embedding that it cannot do without.

usage: scripts/benchmark.py [--quick] [--json]

ask_over_embedding_p50/p95   a whole question in process over embedding its words alone, interleaved
build_over_embedding         building and publishing a revision over embedding its texts alone, nothing taken from what ships
reindex_one_over_build       reindexing after one changed problem over the full build
checks_over_build            asking the new revision its own questions before it is published, over the full build
cold_ask_over_python         the CPU time of a whole `ask` process over one that only imports numpy
ask_with_10000_events_over_ask  a question where the ledger has 10,000 events over one where it has none, interleaved; how things
                             stand is looked up for each
delivery_over_limit          a digest to each of many groups, from the outbox over HTTP on loopback, over the time that Telegram's
                             limit alone demands (about 30 messages a second, Bot FAQ; 25 are sent, so 1.2 is the least)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from statistics import median, quantiles

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.answers.answering import answer
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.config import Config
from bot.engine.upkeep.delivery import Delivery
from bot.ledger.workflow import Action, Event
from bot.messages import Address, Letter, sentences
from bot.revisions.revise import check_built, draft, open_desk, publish_bundled, switch
from bot.storage.database import Ledger
from bot.telegram.wire.channel import TelegramChannel
from bot.telegram.wire.pace import Pace
from bot.workspace import Workspace
from corpus.grammar.parse import parse_plan
from index.chunks import chunk_plan
from index.embedder import SentenceEmbedder
from index.phrasings import bundled_phrasings, bundled_plan_text
from index.revision import build
from index.store import publish

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from load import crowd, memory
from telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
QUICK_PHRASINGS, QUICK_QUESTIONS = 300, 40
COLD, QUICK_COLD = 7, 3
"""Processes of each kind, of which the median counts."""
CHATS, QUICK_CHATS = 150, 50
EVENTS = (10_000, 100_000)
LONG, QUICK_LONG = 20_000, 300
"""Questions after which memory is looked at again."""
PER_SECOND = 30
"""Messages to all chats together (Telegram's Bot FAQ)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; exit 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer phrasings and questions")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    directory = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        figures = measure(directory, arguments.quick)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:31} {value}")
    return 0


class Unshipped(SentenceEmbedder):
    """The bundled model under another name: none of its vectors ship."""

    @property
    def name(self) -> str:
        """Not the bundled model's."""
        return "benchmark"


def measure(directory: Path, quick: bool) -> dict[str, float]:
    """All figures, each ratio from one run on one machine."""
    chats = QUICK_CHATS if quick else CHATS
    building = _build(directory / "built", quick)
    config = Config.from_env({}, str(directory / "data"))
    first = _seconds(lambda: publish_bundled(config))
    cold = _cold(directory / "data", QUICK_COLD if quick else COLD)
    asking = _ask(config, quick)
    delivering = _deliver(directory / "delivery", chats)
    many = crowd(config) | memory(config, QUICK_LONG if quick else LONG)
    return building | asking | cold | many | {
        "first_build_s": round(first, 2),
        "delivery_over_limit": round(delivering / ((chats - 1) / PER_SECOND), 3),
        "delivery_s": round(delivering, 2),
        "delivery_chats": chats,
    }  # fmt: skip


def _build(directory: Path, quick: bool) -> dict[str, float]:
    """Building, reindexing after one changed problem, and checking what was built."""
    text = bundled_plan_text()
    plan = parse_plan(text)
    phrasings = bundled_phrasings(plan)[: QUICK_PHRASINGS if quick else None]
    embedder = Unshipped()
    embedder.queries(["预热", "两句"])
    chunks = chunk_plan(plan, phrasings)
    passages = [c.embedded for c in chunks if not c.kind.spoken]
    spoken = [c.embedded for c in chunks if c.kind.spoken]

    def embed() -> None:
        embedder.documents(passages)
        embedder.queries(spoken)

    def build_all() -> None:
        publish(directory, build(directory, text, "plan", phrasings, embedder).manifest.number)

    embedding, building = _seconds(embed), _seconds(build_all)
    changed = text.replace("推进矿区生态环境持续改善", "推进矿区生态环境明显改善")
    new = draft(directory, changed, "plan")

    def reindex_one() -> None:
        built = build(directory, changed, "plan", phrasings, embedder, matched=new.difference.matched)
        switch(directory, new, built.manifest.number)

    one = _seconds(reindex_one)
    checking = _seconds(lambda: check_built(directory, new.base + 1 if new.base else 1, embedder, DAY))
    return {
        "build_over_embedding": round(building / embedding, 3),
        "build_s": round(building, 2),
        "reindex_one_over_build": round(one / building, 3),
        "checks_over_build": round(checking / building, 3),
        "texts": len(chunks),
    }


def _cold(data: Path, times: int) -> dict[str, float]:
    """Whole processes on a built index, in turn: one that answers a question, and one that imports numpy."""
    asking, importing = [], []
    for _ in range(times):
        importing.append(_cpu([sys.executable, "-c", "import numpy"]))
        asking.append(_cpu([sys.executable, "-m", "bot", "--data", str(data), "ask", "谁负责焦化超低排放", "--json"]))
    return {
        "cold_ask_over_python": round(median(asking) / median(importing), 2),
        "cold_ask_cpu_s": round(median(asking), 2),
        "cold_python_cpu_s": round(median(importing), 3),
    }


def _cpu(command: list[str]) -> float:
    """CPU seconds of a process and of what it starts."""
    before = os.times()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def _ask(config: Config, quick: bool) -> dict[str, float]:
    """Each question asked and its words embedded in turn, so that a slow moment of the machine hits both."""
    embedder = SentenceEmbedder()
    desk = open_desk(config, embedder)
    questions = [p.text for p in bundled_phrasings(desk.plan)][:: 30 if quick else 6][: QUICK_QUESTIONS if quick else None]
    for question in questions[:5]:
        answer(desk.understand(question, DAY), desk, DAY)
    asked, embedded = [], []
    for question in questions:
        embedded.append(_seconds(lambda q=question: embedder.queries([q])))  # type: ignore[misc]
        asked.append(_seconds(lambda q=question: answer_json(answer(desk.understand(q, DAY), desk, DAY), desk.plan)))  # type: ignore[misc]
    ledgers = {f"ask_with_{n}_events_over_ask": _ask_with_events(config, desk, questions, n) for n in EVENTS}
    return {
        "ask_over_embedding_p50": round(median(asked) / median(embedded), 3),
        "ask_over_embedding_p95": round(_p95(asked) / _p95(embedded), 3),
        "ask_over_embedding_paired_p50": round(median(a / e for a, e in zip(asked, embedded, strict=True)), 3),
        "ask_ms_p50": round(1000 * median(asked), 2),
        "ask_ms_p95": round(1000 * _p95(asked), 2),
        "embedding_ms_p50": round(1000 * median(embedded), 2),
        "embedding_ms_p95": round(1000 * _p95(embedded), 2),
        **{name: round(median(full) / median(empty), 3) for name, (full, empty) in ledgers.items()},
        "questions": len(questions),
    }


def _ask_with_events(config: Config, desk: Desk, questions: list[str], events: int) -> tuple[list[float], list[float]]:
    """Each question asked by a ledger of so many events (over all items, as they come) and by an empty one in turn, the best of three."""
    full, empty = Workspace(config, Ledger(None)), Workspace(config, Ledger(None))
    assert full.database
    ids = [e.item.id for e in full.agenda(DAY).entries]
    at = datetime.combine(DAY, time_of_day(9), config.timezone) - timedelta(days=30)
    notes = (
        Event(ids[n % len(ids)], Action.SET, at + timedelta(days=29 * n / events), "办公室", note=f"第{n}次")
        for n in range(events)
    )
    with full.database.writing():
        for note in notes:
            full.database.events.add(note)
    ways = {True: full, False: empty}

    def ask(question: str, way: Workspace) -> object:
        return answer_json(answer(desk.understand(question, DAY), desk, DAY, None, way.agenda(DAY)), desk.plan)

    taken: dict[bool, list[float]] = {True: [], False: []}
    for question in questions[::4]:
        best = {True: float("inf"), False: float("inf")}
        for way in (True, False, False, True, True, False):
            best[way] = min(best[way], _seconds(lambda q=question, w=ways[way]: ask(q, w)))  # type: ignore[misc]
        for way in ways:
            taken[way].append(best[way])
    return taken[True], taken[False]


def _deliver(directory: Path, chats: int) -> float:
    """Seconds in which a digest reaches each of so many groups."""
    config = Config.from_env({}, str(directory))
    ledger = Ledger(config.ledger)
    with TelegramServer() as server:
        person = server.add_user("王工")
        for i in range(chats):
            group = server.add_chat("supergroup", f"群{i}", [person])
            ledger.outbox.enqueue(
                Letter("digest", Address(group.id), sentences("整改提醒", *["🔵 问题（二十三）措施1：完成治理"] * 40))
            )

        async def run() -> int:
            request = HTTPXRequest(connection_pool_size=chats)
            bot: ExtBot[None] = ExtBot(server.token, server.base_url, request=request, rate_limiter=Pace())
            left = await Delivery(TelegramChannel(bot), ledger, (), config.now).drain(120)
            await request.shutdown()
            return left

        taken = _seconds(lambda: asyncio.run(run()))
        assert len(server.sent()) == chats
    ledger.close()
    return taken


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    sys.exit(main())
