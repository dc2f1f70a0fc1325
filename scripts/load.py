"""What scripts/benchmark.py measures of many people, many plans and long use: a crowd of fifty, memory over time, and sizes.

python scripts/load.py memory QUESTIONS     resident memory with the model loaded, and after so many questions (JSON)
python scripts/load.py sizes                what 1, 30, 300 and 1,000 plans' worth of passages cost (a table)
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.config import Config
from bot.engine.asking.conversations import Service
from bot.workspace import Workspace
from index.embedder import SentenceEmbedder
from index.phrasings import bundled_phrasings, bundled_plan_text

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, EACH, FLOODERS, BESIDE = 50, 4, 5, 40
SIZES = (1, 30, 300, 1000)


# --- a crowd ------------------------------------------------------------------------------------------------


def crowd(config: Config) -> dict[str, float]:
    """Fifty people who ask at once, beside one who asks one by one; and people who ask one question each beside five flooders.

    At any moment of a flooder's question, and at the worst: who comes as the answer before is given finds the next question just
    begun, and waits for all of it, which no line that does not interrupt can spare them.
    """
    with closing(Service(Workspace(config, None), SentenceEmbedder())) as service:
        service.open()
        questions = [p.text for p in bundled_phrasings(service._open().plan)][:: 4749 // (PEOPLE * EACH)][: PEOPLE * EACH]
        return asyncio.run(_crowd(service, questions))


async def _crowd(service: Service, questions: list[str]) -> dict[str, float]:
    async def ask(user: int, question: str) -> float:
        start = time.perf_counter()
        await service.ask(user, user, question)
        return time.perf_counter() - start

    async def person(user: int) -> list[float]:
        return [await ask(user, q) for q in questions[user::PEOPLE]]

    for question in questions[:10]:
        await ask(-1, question)
    alone = [await ask(1000 + i, q) for i, q in enumerate(questions)]
    start = time.perf_counter()
    waits = [w for found in await asyncio.gather(*map(person, range(PEOPLE))) for w in found]
    together = time.perf_counter() - start
    alone = [(a + await ask(2000 + i, questions[i])) / 2 for i, a in enumerate(alone)]
    flooding = True

    async def flood(user: int) -> None:
        while flooding:
            await asyncio.gather(*(ask(user, questions[(user + i) % len(questions)]) for i in range(3)))

    floods = [asyncio.create_task(flood(5000 + i)) for i in range(FLOODERS)]
    await asyncio.sleep(1)
    worst = [await ask(9000 + i, q) for i, q in enumerate(questions[:BESIDE])]
    moments, beside = random.Random(1), []
    for i, question in enumerate(questions[:BESIDE]):
        await asyncio.sleep(moments.uniform(0, 3 * median(alone)))
        beside.append(await ask(8000 + i, question))
    flooding = False
    await asyncio.gather(*floods)
    return {
        "crowd_throughput_over_one": round(sum(alone) / together, 3),
        "crowd_wait_s_p95": round(quantiles(waits, n=20)[-1], 2),
        "crowd_people": PEOPLE,
        "beside_flooders_over_alone": round(median(beside) / median(alone[:BESIDE]), 2),
        "beside_flooders_at_worst_over_alone": round(median(worst) / median(alone[:BESIDE]), 2),
    }


# --- memory -------------------------------------------------------------------------------------------------


def memory(config: Config, questions: int) -> dict[str, float]:
    """Resident memory of a process of its own with its model loaded, and what so many questions add to it."""
    command = [sys.executable, __file__, "memory", str(questions), str(config.data)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout))


def _memory(config: Config, questions: int) -> dict[str, float]:
    with closing(Service(Workspace(config, None), SentenceEmbedder())) as service:
        service.open()
        asked = [p.text for p in bundled_phrasings(service._open().plan)]

        async def ask(count: int) -> float:
            for i in range(count):
                await service.ask(i % 97, i % 97, asked[i * 7 % len(asked)])
            return _resident()

        first = asyncio.run(ask(min(200, questions)))
        last = asyncio.run(ask(questions))
    return {
        "memory_mb": round(first),
        "memory_growth_mb": round(last - first, 1),
        "memory_questions": questions,
        "memory_peak_mb": round(_peak()),
    }


def _resident() -> float:
    """MB in use now (statm counts pages of 4 KB)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


def _peak() -> float:
    """The most MB that were ever in use."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


# --- sizes --------------------------------------------------------------------------------------------------


def sizes() -> str:
    """A row for every size: passages, how long building the two indexes without embedding takes, a search, memory, digests."""
    import numpy as np

    from bot.ledger.agenda import Agenda
    from bot.reminders.digests import digests, listeners
    from bot.workdays import is_workday
    from corpus.grammar.parse import parse_plan
    from corpus.identity import first_ids
    from index.chunks import chunk_plan

    plan = parse_plan(bundled_plan_text())
    passages = [c for c in chunk_plan(plan, ()) if not c.kind.spoken]
    agenda = Agenda.of(plan, first_ids(plan, 1), {}, {}, date(2026, 11, 23), is_workday)
    everybody = listeners(plan, ())
    one = _seconds(lambda: [digests(agenda, everybody) for _ in range(5)]) / 5
    parsing = _seconds(lambda: parse_plan.__wrapped__(bundled_plan_text()))
    rows = [
        "| plans | problems | passages | vectors, MB | flat search, ms | words, build s | words, search ms | digests, s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rng = np.random.default_rng(1)
    for count in SIZES:
        vectors = rng.standard_normal((count * len(passages), 384), dtype=np.float32)
        search = _flat(vectors)
        build, words = _words([c.embedded for c in passages], count)
        rows.append(
            f"| {count:,} | {count * len(plan.problems):,} | {len(vectors):,} | {vectors.nbytes / 1e6:,.0f} | {1000 * search:.1f} "
            f"| {build:.1f} | {1000 * words:.1f} | {count * one:.1f} |"
        )
        del vectors
    return "\n".join([*rows, f"parsing one plan: {parsing:.2f} s"])


def _flat(vectors: object) -> float:
    import faiss
    import numpy as np

    index = faiss.IndexFlatIP(384)
    index.add(vectors)
    query = np.asarray(vectors)[:1].copy()  # type: ignore[index]
    return median(_seconds(lambda: index.search(query, 50)) for _ in range(5))


def _words(texts: list[str], count: int) -> tuple[float, float]:
    """Seconds to write the full-text table of so many plans, and to search it."""
    import sqlite3

    tokens = [" ".join(t[i : i + 2] for i in range(0, len(t) - 1)) for t in texts]
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "w.db")) as db:
        db.execute("CREATE VIRTUAL TABLE passages USING fts5(tokens, content='')")
        build = _seconds(
            lambda: [db.executemany("INSERT INTO passages(tokens) VALUES (?)", ((t,) for t in tokens)) for _ in range(count)]
        )
        db.commit()
        match = " OR ".join(f'"{w}"' for w in tokens[len(tokens) // 2].split()[:8])
        query = "SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 50"
        return build, median(_seconds(lambda: db.execute(query, (match,)).fetchall()) for _ in range(3))


def _seconds(action: object) -> float:
    start = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        print(json.dumps(_memory(replace(Config.from_env({}), data=Path(sys.argv[3])), int(sys.argv[2]))))
    else:
        print(sizes())
