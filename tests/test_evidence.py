"""Refusals: where, what kind, on what, and how near."""

from __future__ import annotations

import pytest
from bot_fixtures import TODAY

from bot.answer import Desk
from bot.evidence import Refusal, features, refusal, weakness
from bot.normal import normalise
from bot.question import Question
from bot.understanding import understand
from index.chunks import Chunk, Kind, chunk_plan
from index.search import Hit, Owner, Piece, Ranking


def _question(desk: Desk, words: str) -> Question:
    return understand(words, desk.names, TODAY)


def _found(desk: Desk, number: int, phrasing: float, trade: float = 0.0, outside: float = 0.0) -> Ranking:
    """A ranking whose first problem is `number`; `phrasing` is the cosine of its only phrasing (0: it has none)."""
    pieces = [Piece(c, 0.8, 0.0) for c in chunk_plan(desk.plan) if c.problem == number]
    if phrasing:
        pieces.insert(0, Piece(Chunk("p.phrasing", Kind.PHRASING, number, None, None, "问法", ""), phrasing, 0.0))
    others = (Hit(Owner(p.number, None), 0.0, ()) for p in desk.plan.problems if p.number != number)
    return Ranking((Hit(Owner(number, None), 2.0, tuple(pieces)), *others), trade, outside)


def _refused(desk: Desk, words: str, number: int, phrasing: float = 1.0) -> Refusal | None:
    searcher = desk.searcher
    return refusal(_question(desk, words), _found(desk, number, phrasing), desk.plan, searcher.vocabulary, searcher.lexicon)


@pytest.mark.parametrize("words", ["包头市焦化超低排放谁负责", "呼和浩特的焦化怎么改", "北京市采空区怎么治"])
def test_another_place(desk: Desk, words: str) -> None:
    """A place that the plan does not speak of is refused by its name, however near the words are."""
    reason = _refused(desk, words, 23)
    assert reason is not None
    assert (reason.reason, reason.word in words) == ("place", True)


@pytest.mark.parametrize("words", ["乌海市焦化超低排放谁负责", "乌达区焦化超低排放谁负责", "海勃湾焦化超低排放谁负责"])
def test_the_plans_own_places(desk: Desk, words: str) -> None:
    """The city and its districts are no foreign places."""
    assert _refused(desk, words, 23) is None


@pytest.mark.parametrize("words", ["包头铁路物流中心怎么合作", "黄公铁路到石嘴山什么时候开工"])
def test_a_place_within_what_the_plan_names(desk: Desk, words: str) -> None:
    """A place that stands in a name of the plan is not refused with that name."""
    assert _refused(desk, words, 24) is None


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("焦化改造局长叫什么", "局长"),
        ("焦化厂电话多少", "电话"),
        ("焦化改造要花多少钱", "要花多少"),
        ("焦化厂老板是谁", "老板是谁"),
    ],
)
def test_a_kind_of_thing_that_no_plan_has(desk: Desk, words: str, word: str) -> None:
    """Persons, telephones and prices are refused by the words that asked for them."""
    reason = _refused(desk, words, 23)
    assert reason is not None
    assert reason.reason == "type"
    assert reason.word.startswith(word[:2])


def test_money_is_answered_where_the_problem_has_an_amount(desk: Desk) -> None:
    """A question for an amount of money is not refused where the found clauses have one."""
    question = _question(desk, "一共罚了多少钱")
    amount = Chunk("p1.finding.0", Kind.FINDING, 1, None, None, "处以罚款20万元。", "")
    searcher = desk.searcher
    ranking = Ranking((Hit(Owner(23, None), 2.0, (Piece(amount, 0.9, 0.0), *_found(desk, 23, 1.0).hits[0].pieces)),))
    found = refusal(question, ranking, desk.plan, searcher.vocabulary, searcher.lexicon)
    assert found is None or found.reason != "type"
    without = refusal(question, _found(desk, 23, 1.0), desk.plan, searcher.vocabulary, searcher.lexicon)
    assert without is not None
    assert without.reason == "type"


def test_a_topic_that_the_plan_lacks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word of the trade for something that the plan does not treat is refused by its topic, unless all else fits."""
    monkeypatch.setattr("bot.evidence.SURE", 1000.0)
    absent = {w: t for w, t in desk.searcher.vocabulary.absent.items() if len(w) > 1 and w == normalise(w)}
    assert len(absent) > 20
    ranking = _found(desk, 23, 1.0)
    for word, topic in absent.items():
        question = _question(desk, f"{word}谁负责")
        reason = refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
        assert reason is not None, word
        assert reason.reason in ("topic", "type", "place"), word
        assert reason.reason != "topic" or reason.word in absent.values(), topic


def test_what_is_far_is_weak(desk: Desk) -> None:
    """The nearer the nearest phrasing, the less weak; far enough it is refused, near enough it is not."""
    question = _question(desk, "焦化超低排放谁负责")
    searcher = desk.searcher
    cosines = [0.85, 0.90, 0.95, 1.0]
    weak = [weakness(question, _found(desk, 23, c), desk.plan, searcher.vocabulary, searcher.lexicon) for c in cosines]
    assert weak == sorted(weak, reverse=True)
    assert weak[0] > 0 > weak[-1]
    assert _refused(desk, "焦化超低排放谁负责", 23, 0.85) == Refusal("weak")


def test_words_that_nobody_knows_weaken(desk: Desk) -> None:
    """The same nearness is weaker where the question's words stand neither in the find nor in the plan."""
    searcher = desk.searcher

    def weak(words: str) -> float:
        return weakness(_question(desk, words), _found(desk, 23, 0.95), desk.plan, searcher.vocabulary, searcher.lexicon)

    assert weak("火箭发射卫星谁负责") > weak("焦化超低排放谁负责")


def test_without_phrasings_the_background_decides(desk: Desk) -> None:
    """A plan without phrasings is measured by its likeness to the trade's questions and to those outside it."""
    question, searcher = _question(desk, "焦化超低排放谁负责"), desk.searcher

    def weak(trade: float, outside: float) -> float:
        ranking = _found(desk, 23, 0.0, trade, outside)
        return weakness(question, ranking, desk.plan, searcher.vocabulary, searcher.lexicon)

    assert weak(0.95, 0.8) < 0 < weak(0.8, 0.95)


def test_features_of_a_single_find(desk: Desk) -> None:
    """With a single owner the margin is one; a find of the body has the body's text as evidence."""
    alone = Ranking((Hit(Owner(None, 1), 0.0, ()),), 0.1, 0.2)
    question, searcher = _question(desk, "指导思想是什么"), desk.searcher
    found = features(question, alone, desk.plan, searcher.vocabulary, searcher.lexicon)
    assert (found["margin"], found["trade"], found["outside"], found["phrasing"]) == (1.0, 0.1, 0.2, 0.0)
    assert found["length"] == len("指导思想是什么")
