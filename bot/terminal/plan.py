"""The commands about the plan and its revisions: plan, reindex, revisions, rollback."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.language.writing import label, titled
from bot.revisions.changes import difference_text, findings, plan_text, published_text, report_text
from bot.revisions.revise import Draft, build_draft, check_built, draft, plan_in_use, switch
from bot.revisions.words import CHANGES
from corpus.as_json import plan_as_json
from corpus.diff import Difference
from corpus.errors import NotRecognised, RectifyError
from corpus.files.reading import Reading
from corpus.grammar.parse import parse_plan
from corpus.report import report_on
from index.manifest import history, verify
from index.store import current, discard, publish

from .office import print_json
from .words import REVISIONS


def plan(arguments: argparse.Namespace, config: Config) -> int:
    """plan [FILE]: what the plan says, and what is odd about it."""
    reading = _read(arguments.file) if arguments.file else None
    shown = parse_plan(reading.text) if reading else plan_in_use(config.revisions)
    notes = reading.notes if reading else ()
    report = report_on(shown)
    if arguments.report:
        _save(arguments.report, report_text(report), report.as_json())
    if arguments.json:
        print_json(plan_as_json(shown) | {"anomalies": [*findings(report), *notes]})
    else:
        print(plan_text(shown, [*findings(report), *notes]))
    return 0


def _read(path: Path) -> Reading:
    """The file's text, read apart; a scan's is recognised, which is told page by page."""
    from corpus.files.apart import reading_apart
    from corpus.files.reading import plan_bytes

    plan_bytes(path)
    try:
        return reading_apart(path, path.name)
    except NotRecognised as why:
        return _recognised(path, why)


def _recognised(path: Path, why: NotRecognised) -> Reading:
    from corpus.files.apart import recognised_apart

    def tell(done: int, total: int) -> None:
        print(CHANGES.recognising.format(done=done, total=total), file=sys.stderr, flush=True)

    try:
        return recognised_apart(path, path.name, why, tell)
    except NotRecognised:
        raise RectifyError(f"{why}{CHANGES.install}") from None


def _save(path: Path, text: str, value: dict[str, Any]) -> None:
    """The report as a file: JSON where it is named so, else text."""
    words = json.dumps(value, ensure_ascii=False, indent=1) if path.suffix.lower() == ".json" else text
    path.write_text(words + "\n", "utf-8")
    print(CHANGES.saved.format(path=path), file=sys.stderr)


def reindex(arguments: argparse.Namespace, config: Config) -> int:
    """reindex FILE: draft, ask, build, check, publish (bot.revisions.revise)."""
    root = config.revisions
    reading = _read(arguments.file)
    new = draft(root, reading.text, arguments.file.name, notes=reading.notes)
    if new.difference.doubtful and new.old and not (arguments.dry_run or arguments.yes) and sys.stdin.isatty():
        new = draft(root, new.text, new.source, _settle(new), reading.notes)
    report: dict[str, Any] = {"revision": None, "published": False, "problems": len(new.plan.problems)}
    report |= _as_json(new.difference) | {"embedded": 0, "reused": 0, "anomalies": new.said}
    if arguments.report:
        _save(arguments.report, new.as_text(), report | {"report": new.report.as_json()})
    if not arguments.json:
        print(difference_text(new.difference, new.old, new.plan, new.said))
    if not arguments.dry_run and ((arguments.yes and not reading.scanned) or _agreed(_question(reading))):
        report |= _publish(config, new, forced=arguments.yes)
    if arguments.json:
        print_json(report)
    else:
        print(published_text(report, arguments.dry_run))
    return 0


def _settle(new: Draft) -> dict[int, int | None]:
    """Which problem became which, asked for every doubtful one; the first candidate is the one that corpus.diff took."""
    settled: dict[int, int | None] = {}
    for number, candidates in new.difference.doubtful.items():
        before = new.old.problem(number) if new.old else None
        left = [c for c in candidates if c not in settled.values()]
        if before is None or not left:
            continue
        print(CHANGES.doubt.format(where=label(number), title=before.title.text), file=sys.stderr)
        for i, candidate in enumerate(left, 1):
            after = new.plan.problem(candidate)
            print(f"{i}. {titled(after) if after else candidate}", file=sys.stderr)
        print(f"{CHANGES.doubt_none}\n{CHANGES.doubt_enter}", end="", file=sys.stderr, flush=True)
        chosen = sys.stdin.readline().strip() or "1"
        place = int(chosen) if chosen.isdecimal() else 1
        settled[number] = left[place - 1] if 0 < place <= len(left) else None
    return settled


def _publish(config: Config, new: Draft, *, forced: bool) -> dict[str, Any]:
    """Build, check and publish; a failing check is said, and needs a second yes unless the first was --yes."""
    from index.embedder import SentenceEmbedder

    embedder = SentenceEmbedder(config.model)
    built = build_draft(config.revisions, new, embedder, _accepted(config))
    number = built.manifest.number
    try:
        failing = [*new.lost, *check_built(config.revisions, number, embedder, config.today())]
        done: dict[str, Any] = {
            "revision": number,
            "published": True,
            "embedded": built.manifest.embedded,
            "reused": built.reused,
        }
        done["anomalies"] = list(dict.fromkeys([*new.said, *failing]))
        if failing:
            print("\n".join([CHANGES.failing.format(n=len(failing)), *(f"· {x}" for x in failing)]), file=sys.stderr)
            if forced:
                print(CHANGES.forced, file=sys.stderr)
            elif not _agreed(CHANGES.insist, CHANGES.insist_answers):
                discard(config.revisions, number)
                return {"anomalies": done["anomalies"]}
    except BaseException:
        discard(config.revisions, number)
        raise
    _switching(config, lambda: switch(config.revisions, new, number))
    return done


def _switching(config: Config, switch: Callable[[], None]) -> None:
    """Switch, and have the bot send every touched chat what changed for its units, now or when it runs again."""
    from bot.engine.upkeep.switching import begin, tell
    from bot.storage.database import Ledger

    if not config.ledger.exists():
        switch()
        return
    with closing(Ledger(config.ledger)) as ledger:
        begin(config.revisions, ledger)
        switch()
        tell(config.revisions, ledger, config.today(), config.admins)


def _accepted(config: Config) -> list[tuple[str, str]]:
    """What administrators accepted as phrasings."""
    from bot.storage.database import Ledger

    if not config.ledger.exists():
        return []
    ledger = Ledger(config.ledger)
    try:
        return ledger.questions.phrasings()
    finally:
        ledger.close()


def _question(reading: Reading) -> str:
    """Words that were recognised are published when somebody has looked at them, whatever --yes says."""
    if reading.scanned and not sys.stdin.isatty():
        raise RectifyError(CHANGES.unseen)
    return CHANGES.agree_scanned if reading.scanned else CHANGES.agree


def _agreed(question: str = CHANGES.agree, answers: tuple[str, ...] = CHANGES.agree_answers) -> bool:
    if not sys.stdin.isatty():
        return False
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in answers


def _as_json(difference: Difference) -> dict[str, Any]:
    return {
        "added": list(difference.added),
        "removed": list(difference.removed),
        "renumbered": {str(a): b for a, b in difference.renumbered.items()},
        "changed": {str(n): list(fields) for n, fields in difference.changed.items()},
    }


def revisions(arguments: argparse.Namespace, config: Config) -> int:
    """revisions: what can be gone back to."""
    kept = history(config.revisions)
    try:
        number = current(config.revisions)
    except RectifyError as error:
        if not kept:
            raise
        print(error, file=sys.stderr)
        number = None
    if arguments.json:
        print_json([asdict(m) | {"current": m.number == number} for m in kept])
        return 0
    if not kept:
        print(REVISIONS.none)
    for manifest in kept:
        mark = "*" if manifest.number == number else " "
        at = f"{datetime.fromisoformat(manifest.created).astimezone(config.timezone):%Y-%m-%d %H:%M}"
        m = manifest
        print(REVISIONS.line.format(mark=mark, number=m.number, at=at, problems=m.problems, source=m.source, title=m.title))
    return 0


def rollback(arguments: argparse.Namespace, config: Config) -> int:
    """rollback N: another revision is answered from."""
    manifest = verify(config.revisions, arguments.number)
    if manifest.model != config.model:
        raise RectifyError(REVISIONS.other_model.format(number=arguments.number, model=manifest.model, configured=config.model))
    _switching(config, lambda: publish(config.revisions, arguments.number))
    print(REVISIONS.returned.format(number=arguments.number))
    return 0
