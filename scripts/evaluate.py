#!/usr/bin/env python3
"""Answer a set of questions with known answers and say how many are right, beside three plain retrievers.

usage: scripts/evaluate.py [--plan FILE] [--questions FILE …] [--wrong] [--json] [--data DIR] [--model NAME]

A question is {"id","q","type","problems","must","must_not"?,"context"?,"today"?}. It is right when it is refused (type
out_of_scope), when the set is exactly the gold set (lists and counts), else when the first problem is the gold one and
one alternative of every `must` stands in the answer: in its first 300 characters where a short fact is asked.
The baselines rank the problem only, by 400-character chunks: dense, BM25, and both fused by rank (k = 60).
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.answering import converse
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.revisions.revise import build_revision
from corpus.grammar.parse import parse_plan
from index.embedder import BUNDLED, SentenceEmbedder
from index.lexical import lexicon_of
from index.revision import load
from index.search import Searcher
from index.store import current, publish

ROOT = Path(__file__).resolve().parent.parent
SHORT = {"responsible", "acceptance", "deadline", "milestone", "goal", "count"}
SETS = {"list_by_unit", "list_by_due", "count"}
CONTENT = {"responsible", "acceptance", "deadline", "milestone", "measures", "goal", "finding"}
DAY = date(2026, 11, 23)


def main(argv: Sequence[str] | None = None) -> int:
    """Print a table a file; exit 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", type=Path, default=ROOT / "corpus/data/wuhai-2024.txt")
    parser.add_argument("--questions", type=Path, nargs="+", default=[ROOT / "tests/data/questions/work.jsonl"])
    parser.add_argument("--data", type=Path, default=Path("data/evaluation"), help="where the index is kept between runs")
    parser.add_argument("--model", default=BUNDLED, help="as RECTIFY_MODEL")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    desk, embedder = open_desk(arguments.plan, arguments.data, arguments.model)
    for path in arguments.questions:
        report(path, desk, embedder, arguments.wrong, arguments.json)
    return 0


def open_desk(plan: Path, data: Path, model: str = BUNDLED) -> tuple[Desk, SentenceEmbedder]:
    """The desk of a plan, its index kept under `data` by the plan's name, and by the model's where it is not the bundled one."""
    embedder = SentenceEmbedder(model)
    root = data / (plan.stem if model == BUNDLED else f"{plan.stem}-{Path(model).name}")
    text = plan.read_text("utf-8")
    if current(root) is None:
        publish(root, build_revision(root, text, plan.name, embedder).manifest.number)
    revision = load(root, embedder.name)
    return Desk.of(revision.plan, Searcher(revision, embedder)), embedder


def report(path: Path, desk: Desk, embedder: SentenceEmbedder, wrong: bool, as_json: bool) -> None:
    """Answer every question of one file and print the figures."""
    questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    answers = [_answer(q, desk) for q in questions]
    rights = [is_right(q, a) for q, a in zip(questions, answers, strict=True)]
    figures = summarise(questions, answers, rights)
    content = [q for q in questions if q["type"] in CONTENT and len(q["problems"]) == 1]
    figures["baselines"] = baselines(content, desk, embedder)
    if as_json:
        print(json.dumps({"questions": path.name} | figures, ensure_ascii=False))
        return
    print(f"{path.name}")
    for kind, (right, total) in sorted(figures["types"].items()):
        print(f"  {kind:14} {right:3}/{total}")
    print("  " + "  ".join(f"{k} {v}" for k, v in figures.items() if k not in ("types", "baselines")))
    for name, (first, third) in figures["baselines"].items():
        print(f"  {name:14} hit@1 {first:.3f}  hit@3 {third:.3f}")
    if wrong:
        for q, a in ((q, a) for q, a, r in zip(questions, answers, rights, strict=True) if not r):
            print(
                f"  ✗ {q['id']} [{q['type']}] {q['q']}  要 {q['problems']} {q.get('must')}  得 {a['kind']} {a['problems'][:6]} {a['answer'][:80]!r}"
            )


def _answer(question: dict[str, Any], desk: Desk) -> dict[str, Any]:
    today = date.fromisoformat(question["today"]) if question.get("today") else DAY
    return answer_json(converse([*question.get("context", []), question["q"]], desk, today), desk.plan, question["id"])


def is_right(gold: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether the answer is right by the rules of the docstring above."""
    if gold["type"] == "out_of_scope":
        return bool(answer["refused"])
    got, want = answer["problems"], gold["problems"]
    if answer["refused"] or (gold["type"] in SETS and set(got) != set(want)):
        return False
    if gold["type"] not in SETS and want and (got[:1] != want if len(want) == 1 else not set(want) <= set(got)):
        return False
    text = _squeezed(answer["answer"])[: 300 if gold["type"] in SHORT else None]
    said = all(any(_squeezed(x) in text for x in m.split("|")) for m in gold.get("must") or [])
    return said and not any(_squeezed(x) in text for x in gold.get("must_not") or [])


def _squeezed(text: str) -> str:
    return re.sub(r"[\s，,。；;：:、（）()“”\"《》]+", "", text)


def summarise(questions: list[dict[str, Any]], answers: list[dict[str, Any]], rights: list[bool]) -> dict[str, Any]:
    """Rights by type, the right problem first and among three, in-scope rights, refusal precision and recall."""
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for q, right in zip(questions, rights, strict=True):
        types[q["type"]][0] += right
        types[q["type"]][1] += 1
    single = [
        (q["problems"][0], a["problems"])
        for q, a in zip(questions, answers, strict=True)
        if q["type"] in CONTENT and len(q["problems"]) == 1
    ]
    outside = [q["type"] == "out_of_scope" for q in questions]
    refused = [a["refused"] for a in answers]
    both = sum(o and r for o, r in zip(outside, refused, strict=True))
    inside = [r for r, o in zip(rights, outside, strict=True) if not o]
    return {
        "types": dict(types),
        "hit@1": _share(g == got[:1][0] if got else False for g, got in single),
        "hit@3": _share(g in got[:3] for g, got in single),
        "in_scope": _share(inside),
        "refusal_recall": round(both / max(1, sum(outside)), 3),
        "refusal_precision": round(both / max(1, sum(refused)), 3),
        "answerable_refused": _share(r for r, o in zip(refused, outside, strict=True) if not o),
    }


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return round(sum(found) / max(1, len(found)), 3)


def baselines(questions: list[dict[str, Any]], desk: Desk, embedder: SentenceEmbedder) -> dict[str, tuple[float, float]]:
    """hit@1 and hit@3 of dense, BM25 and their rank fusion over 400-character chunks of each problem."""
    chunks = [
        (p.number, desk.plan.text[i : min(i + 400, p.span.end)])
        for p in desk.plan.problems
        for i in range(p.span.start, p.span.end, 400)
    ]
    vectors = embedder.documents([text for _, text in chunks])
    queries = embedder.queries([q["q"] for q in questions])
    tokens = lexicon_of(parse_plan(desk.plan.text)).tokens
    words = sqlite3.connect(":memory:")
    words.execute("CREATE VIRTUAL TABLE t USING fts5(tokens, tokenize=\"unicode61 tokenchars '_%.'\")")
    words.executemany(
        "INSERT INTO t(rowid, tokens) VALUES (?, ?)", [(i, " ".join(tokens(text))) for i, (_, text) in enumerate(chunks)]
    )
    ranked: dict[str, list[list[int]]] = {"dense chunks": [], "BM25": [], "both fused": []}
    for question, query in zip(questions, queries, strict=True):
        dense = [int(i) for i in np.argsort(-(vectors @ query), kind="stable")]
        match = " OR ".join(f'"{t}"' for t in dict.fromkeys(tokens(question["q"]))) or '""'
        lexical = [row for (row,) in words.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank", (match,))]
        scores: dict[int, float] = defaultdict(float)
        for ranking in (dense, lexical):
            for place, i in enumerate(ranking):
                scores[i] += 1 / (60 + place)
        fused = sorted(scores, key=lambda i: (-scores[i], i))
        for name, ranking in (("dense chunks", dense), ("BM25", lexical), ("both fused", fused)):
            ranked[name].append(list(dict.fromkeys(chunks[i][0] for i in ranking)))
    gold = [q["problems"][0] for q in questions]
    return {
        name: (
            _share(g in r[:1] for g, r in zip(gold, rs, strict=True)),
            _share(g in r[:3] for g, r in zip(gold, rs, strict=True)),
        )
        for name, rs in ranked.items()
    }


if __name__ == "__main__":
    sys.exit(main())
