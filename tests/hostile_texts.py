"""Texts that nobody would ask, by a seed, and what every answer to them must keep: wild characters, broken questions, pieces in any order.

python tests/hostile_texts.py [--texts N] [--seed S]    conversations of one to three turns; what fails is printed, exit 1
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from telegram_html import parse_html

from bot.answers.answer import Answer
from bot.answers.answering import converse
from bot.answers.as_json import answer_json
from bot.answers.desk import Desk
from bot.config import Config
from bot.language.spelling import LONGEST_QUESTION, checked_question
from bot.ledger.agenda import Agenda
from bot.storage.database import Ledger
from bot.telegram.html import as_html
from bot.workspace import Workspace
from corpus.errors import RectifyError
from index.phrasings import BUNDLED_PLAN, bundled_phrasings, bundled_plan_text

TODAY = date(2025, 3, 15)
PAGE = 4096
PIECES = (
    "谁负责", "谁验收", "什么时候完成", "多少个", "一共", "各单位", "哪些", "完成了吗", "逾期", "到期", "之前", "以后", "最早", "最晚", "比",
    "和", "或者", "除了", "不是", "没有", "都", "的", "呢", "那", "它", "第一个", "上一个", "第10项", "问题（三）", "23.2", "23.2.1", "措施",
    "第2条", "目标", "原文", "同时", "市能源局", "海南区委、区政府", "各区", "环保局", "全市", "我们", "牵头", "配合", "焦化", "矿山", "污水", "万吨",
    "立方米", "PM2.5", "今天", "明天", "本周五", "下个月", "月底", "年底前", "二〇二五年", "2025年13月", "2月30日", "前天", "大后天", "十年后",
    "一季度", "上半年", "已销号", "已报完成", "申请延期", "为什么", "怎么", "对比", "区别", "1", "十", "百", "万", "亿", "负", "点", "半", "几", "两",
)  # fmt: skip
SIGNS = (
    "\x00", "\x1b[31m", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\udfff", "\U000e0041", "\U0010ffff", "\u0301" * 9, "\n", "\r", "\t", "　",
    "<b>", "</a>", "&amp;", "&", '"', "'", "`", "*_[", "%s", "{0}", "{q}", "${x}", "\\", "\\u0000", "'; DROP TABLE events;--", '" OR 1=1', "NEAR(", "col:", "*",
    "../../etc/passwd", "/reindex", "@plan_test_bot", "v1:f:1:1:r", "（", "）", "《", "“", "，", "、", "。", "？", "…", "—", "~", "👍🏽", "①", "㊿", "²", "Ⅷ", "百分之",
)  # fmt: skip
NUMBERS = (
    "0",
    "-1",
    "00",
    "1e309",
    "9" * 20,
    "9" * 400,
    "１２",
    "〇",
    "零",
    "十十十",
    "一百零",
    "亿亿",
    "廿三",
    "壹佰",
    "٣",
    "²³",
    "½",
    "1,000",
    "3.",
    ".5",
)
ENDS = ("年", "月", "日", "项", "条", "个", "号", "万吨", "%", "天内", "年前", "季度", "周", "倍", "")
Make = Callable[[random.Random, Sequence[str]], str]


def texts(seed: int, known: Sequence[str]) -> Iterator[str]:
    """Without end; `known` are sensible questions, and passages of a plan, to be broken."""
    chance = random.Random(seed)
    while True:
        yield chance.choice(KINDS)(chance, known)[: LONGEST_QUESTION + chance.randint(0, 1)]


def _wild(chance: random.Random, _: Sequence[str]) -> str:
    spans = (
        (0, 0x7F),
        (0x80, 0x2FF),
        (0x2000, 0x206F),
        (0x3000, 0x30FF),
        (0x4E00, 0x9FFF),
        (0xD800, 0xDFFF),
        (0xE000, 0xFFFF),
        (0, 0x10FFFF),
    )
    return "".join(chr(chance.randint(*chance.choice(spans))) for _ in range(chance.randint(0, 60)))


def _soup(chance: random.Random, _: Sequence[str]) -> str:
    return "".join(chance.choices(chance.choice((PIECES, (*PIECES, *SIGNS))), k=chance.randint(1, 12)))


def _counted(chance: random.Random, _: Sequence[str]) -> str:
    words = (
        chance.choice(PIECES),
        chance.choice(NUMBERS),
        chance.choice(ENDS),
        chance.choice(("", "至", "到", "-", "第")),
        chance.choice(NUMBERS),
    )
    return "".join(chance.sample(words, len(words))) + chance.choice(ENDS) + chance.choice(PIECES)


def _broken(chance: random.Random, known: Sequence[str]) -> str:
    words = list(chance.choice(known)[:LONGEST_QUESTION])
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(words) + 1)
        match chance.randrange(4):
            case 0:
                words[at:at] = chance.choice((*SIGNS, *NUMBERS, *PIECES))
            case 1:
                del words[at : at + chance.randint(1, 5)]
            case 2:
                words[at:at] = words[at : at + 6] * chance.randint(1, 20)
            case _:
                chance.shuffle(words)
    return "".join(words)


def _repeated(chance: random.Random, known: Sequence[str]) -> str:
    words = chance.choice((*PIECES, *SIGNS, *NUMBERS, chance.choice(known)[:20])) + chance.choice(("", "、", "，", " "))
    return words * chance.randint(1, 500)


KINDS: tuple[Make, ...] = (_wild, _soup, _soup, _counted, _broken, _broken, _repeated)


# --- what must hold --------------------------------------------------------------------------------


def faults(desk: Desk, seed: int, count: int) -> Iterator[list[str]]:
    """The conversations that raise or break a promise; each is printed."""
    known = [*(p.text for p in bundled_phrasings(desk.plan)), *desk.plan.text.split("\n")]
    agenda = Workspace(Config.from_env({}, tempfile.gettempdir() + "/no-such-directory"), Ledger(None)).agenda(TODAY)
    source, begun, slowest = texts(seed, known), time.process_time(), (0.0, "")
    said: list[str] = []
    for done in range(count):
        said = [*said, next(source)] if done % 3 else [next(source)]
        start = time.process_time()
        try:
            promises(said, desk, agenda if done % 2 else None, TODAY + timedelta(days=done % 900))
        except Exception:
            print(f"seed {seed}, text {done}: {said!a}\n{traceback.format_exc()}", flush=True)
            yield said
        slowest = max(slowest, (time.process_time() - start, said[-1]))
        if done % 5000 == 4999:
            print(
                f"{done + 1}: {1000 * (time.process_time() - begun) / (done + 1):.1f} ms each, at most {1000 * slowest[0]:.0f} ms: {slowest[1][:60]!a}",
                flush=True,
            )


def promises(said: Sequence[str], desk: Desk, agenda: Agenda | None, today: date) -> None:
    """A refusal as a sentence, or an answer whose quotes are the plan's, in messages that Telegram takes.

    Raises:
        AssertionError: one is not kept.
    """
    with contextlib.suppress(RectifyError):
        _kept(converse([checked_question(text) for text in said], desk, today, agenda), desk)


def _kept(found: Answer, desk: Desk) -> None:
    answer = answer_json(found, desk.plan)
    json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    assert answer["answer"].strip()
    assert not (answer["refused"] and answer["problems"]), "refused, with problems"
    assert all(c["quote"] in desk.plan.text for c in answer["citations"]), "quoted what the plan does not say"
    for page in as_html(found, desk.plan):
        assert 0 < len(parse_html(page)[0]) <= PAGE, "no message"


def main(argv: Sequence[str] | None = None) -> int:
    """So many texts over the bundled plan, the model replaced by a stand-in; exit 1 where one failed."""
    from bot_fixtures import LiftedEmbedder

    from bot.revisions.revise import build_revision
    from index.revision import load
    from index.search import Searcher
    from index.store import publish

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        root, embedder = Path(folder) / "revisions", LiftedEmbedder()
        publish(root, build_revision(root, bundled_plan_text(), BUNDLED_PLAN, embedder).manifest.number)
        revision = load(root, embedder.name)
        print(f"seed {arguments.seed}, {arguments.texts} texts", flush=True)
        failed = list(faults(Desk.of(revision.plan, Searcher(revision, embedder)), arguments.seed, arguments.texts))
    print(f"{len(failed)} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
