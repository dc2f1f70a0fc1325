"""Refusals: where, what kind, on what, and how near."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bot_fixtures import TODAY

from bot.answers.answering import converse
from bot.answers.clearness import Signs, is_clear, signs, standing_out
from bot.answers.desk import Desk
from bot.answers.refusal import Reason, Refusal, owned_text, refusal
from bot.answers.words import REFUSALS
from bot.language.spelling import normalise
from bot.questions.query import Act, Query
from bot.questions.understanding import understand
from index.chunks import Chunk, Kind, chunk_plan
from index.search import Hit, Owner, Piece, Ranking


def _question(desk: Desk, words: str) -> Query:
    return understand(words, desk.names, TODAY)


def _found(desk: Desk, number: int, phrasing: float, score: float = 6.0) -> Ranking:
    """A ranking whose first problem is `number`; `phrasing` is the cosine of its only phrasing (0: it has none)."""
    pieces = tuple(Piece(c, 0.8, 0.0) for c in chunk_plan(desk.plan) if c.problem == number)
    asked = Piece(Chunk("p.phrasing", Kind.PHRASING, number, None, None, "问法", ""), phrasing, 0.0)
    others = (Hit(Owner(p.number, None), 0.0) for p in desk.plan.problems if p.number != number)
    return Ranking((Hit(Owner(number, None), score, pieces, lambda: (asked,) if phrasing else ()), *others), (0.8, 0.02))


def _refused(desk: Desk, words: str, number: int, phrasing: float = 1.0, score: float = 6.0) -> Refusal | None:
    searcher = desk.searcher
    return refusal(
        _question(desk, words), _found(desk, number, phrasing, score), desk.plan, searcher.vocabulary, searcher.lexicon
    )


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
        ("焦化改造要花多少钱", "花多少"),
        ("焦化厂老板是谁", "老板是谁"),
        ("焦化厂班车几点到", "几点"),
        ("焦化改造背后到底是因为啥", "背后"),
        ("焦化改造是哪家设计单位做的", "设计"),
        ("焦化改造找了哪个监理公司", "监理"),
        ("焦化出厂价一吨什么行情", "出厂"),
        ("焦化厂的船主叫什么", "船主"),
    ],
)
def test_a_kind_of_thing_that_no_plan_has(desk: Desk, words: str, word: str) -> None:
    """Persons, telephones and prices are refused by the words that asked for them."""
    reason = _refused(desk, words, 23)
    assert reason is not None
    assert reason.reason == "type"
    assert reason.word.startswith(word[:2])


@pytest.mark.parametrize("words", ["焦化那条组长是谁", "谁是焦化改造的负责人", "焦化厂厂长姓什么", "焦化局局长是哪位"])
def test_a_person_is_not_told(desk: Desk, words: str) -> None:
    """Who holds a post is refused, also where the plan speaks of the post."""
    reason = _refused(desk, words, 23)
    assert reason is not None
    assert reason.reason == "type"


@pytest.mark.parametrize("words", ["第23项责任单位的局长是谁", "第9项那个局的局长叫什么", "第18项牵头的处长是哪位"])
def test_a_person_is_not_told_of_a_problem_by_its_number(desk: Desk, words: str) -> None:
    """The units of a problem are no answer to who is at the head of them."""
    refused = converse([words], desk, TODAY).refusal
    assert refused is not None
    assert refused.reason == "type"


def test_a_post_is_told_where_the_plan_fills_it(desk: Desk) -> None:
    """由市长任组长 is an answer to 组长是谁."""
    plan = replace(desk.plan, text=f"{desk.plan.text}由市长任组长。")
    question = replace(_question(desk, "焦化那条组长是谁"), unanswerable=None)
    assert refusal(question, _found(desk, 23, 0.95), plan, desk.searcher.vocabulary, desk.searcher.lexicon) is None


@pytest.mark.parametrize("words", ["焦化改造现在改了几台了", "焦化到现在完成多少家了", "焦化目前达标了吗"])
def test_how_far_it_is_by_now_is_not_in_a_plan(desk: Desk, words: str) -> None:
    """A plan says what shall be; what is so now is refused for that reason."""
    question = replace(_question(desk, words), act=Act.FIELD)
    reason = refusal(question, _found(desk, 23, 1.0), desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
    assert reason == Refusal(Reason.NOW)


@pytest.mark.parametrize("words", ["焦化从2021年到现在查处了多少家", "自去年至今天一共报了几台"])
def test_what_has_added_up_until_now_is_no_state_of_today(desk: Desk, words: str) -> None:
    """从…到现在 counts since then, which a plan may tell."""
    assert _question(desk, words).unanswerable is None


def test_money_is_answered_where_the_problem_has_an_amount(desk: Desk) -> None:
    """A question for an amount of money is not refused where the found clauses have one."""
    question = _question(desk, "一共罚了多少钱")
    amount = Chunk("p1.finding.0", Kind.FINDING, 1, None, None, "处以罚款20万元。", "")
    searcher, best = desk.searcher, _found(desk, 23, 1.0).hits[0]
    ranking = Ranking((Hit(Owner(23, None), 6.0, (Piece(amount, 0.9, 0.0), *best.pieces), best.asked),), (0.8, 0.02))
    found = refusal(question, ranking, desk.plan, searcher.vocabulary, searcher.lexicon)
    assert found is None or found.reason != "type"
    without = refusal(question, _found(desk, 23, 1.0), desk.plan, searcher.vocabulary, searcher.lexicon)
    assert without is not None
    assert without.reason == "type"


def test_a_topic_that_the_plan_lacks(desk: Desk) -> None:
    """Every word of the trade for something that the plan does not treat is refused by its topic, where nothing is very near."""
    absent = {w: t for w, t in desk.searcher.vocabulary.absent.items() if len(w) > 1 and w == normalise(w)}
    assert len(absent) > 20
    ranking = _found(desk, 23, 0.92, 3.0)
    for word, topic in absent.items():
        question = _question(desk, f"{word}谁负责")
        reason = refusal(question, ranking, desk.plan, desk.searcher.vocabulary, desk.searcher.lexicon)
        assert reason is not None, word
        assert reason.reason in ("topic", "type", "place", "weather"), word
        assert reason.reason != "topic" or reason.word in absent.values(), topic


def test_a_word_of_another_topic_is_nothing_strange_where_one_clause_has_it_all(desk: Desk) -> None:
    """胶水味 of 鞋厂胶水味 shows a topic that the plan lacks, but not beside a clause with 制鞋, 水性胶 and 异味; alone it does."""
    word = next(w for w in desk.searcher.vocabulary.absent if len(w) == 3 and len(set(w)) == 3)
    ranking = _found(desk, 23, 0.92, 3.0)
    best = ranking.hits[0]
    written = Chunk("p23.finding.9", Kind.FINDING, 23, None, None, f"焦化{word[2]}、{word[0]}与{word[1]}均超标。", "")
    bearing = replace(ranking, hits=(best._replace(pieces=(*best.pieces, Piece(written, 0.8, 0.0))), *ranking.hits[1:]))
    asked = (("焦化{}谁负责", ranking), ("焦化{}谁负责", bearing), ("{}谁负责", bearing))
    assert [_signs(desk, words.format(word), r).absent for words, r in asked] == [1.0, 0.0, 1.0]


def _signs(desk: Desk, words: str, ranking: Ranking) -> Signs:
    searcher, owned = desk.searcher, owned_text(ranking.hits[0], desk.plan)
    return signs(_question(desk, words), ranking, owned, desk.plan, searcher.vocabulary, searcher.lexicon)


def test_what_is_far_is_weak(desk: Desk) -> None:
    """A nearest phrasing far enough is too weak, near enough it is not; unless the find has the question's very words."""
    assert _refused(desk, "烟囱那摊子事谁负责", 23, 0.86, 3.0) == Refusal(Reason.WEAK)
    assert _refused(desk, "烟囱那摊子事谁负责", 23, 0.97, 3.0) is None
    assert _refused(desk, "焦化超低排放谁负责", 23, 0.88, 3.0) is None


@pytest.mark.parametrize("phrased", [0.0, 5.0])
def test_every_sign_counts(phrased: float) -> None:
    """With phrasings and without, each sign for an answer makes a find clear that was not, each sign against it unclear again."""
    poor = Signs(
        stands=1.0, phrased=phrased, clause=2.0, foreign=0.0, share=0.2, strange=0.0, absent=0.0, unborne=0.0, outside=0.0
    )
    good = replace(poor, stands=3.5, share=0.8)
    assert (is_clear(poor), is_clear(good)) == (False, True)
    assert not is_clear(replace(good, foreign=12.0, strange=1.0, absent=1.0, unborne=0.5))


def test_of_few_finds_none_must_stand_out_as_far() -> None:
    """A find is judged by how far it stands above the others; of few, or a single one, less is asked."""

    def stands(score: float, owners: int) -> float:
        return standing_out(Ranking(tuple(Hit(Owner(n, None), score if n == 0 else 0.0, ()) for n in range(owners))))

    assert stands(1.0, 30) == 1.0 < stands(1.0, 5)
    assert stands(1.0, 1) > 2.0


def test_the_scale_of_a_model_does_not_matter(desk: Desk) -> None:
    """Cosines squeezed into a narrow band, as another model gives them, show the same signs."""
    wide = _signs(desk, "烟囱那摊子事谁负责", _found(desk, 23, 0.88))
    narrow = _signs(desk, "烟囱那摊子事谁负责", replace(_found(desk, 23, 0.44), outside=(0.4, 0.01)))
    assert narrow.phrased == pytest.approx(wide.phrased)


@pytest.mark.parametrize(
    ("words", "name"),
    [("清溪河发黑谁负责", "清溪河"), ("海丰造纸厂的废水怎么改", "海丰造纸厂"), ("白鹭湖恢复到多大", "白鹭湖"), ("那条臭水河谁负责", None), ("老化工厂谁负责", None)],
)  # fmt: skip
def test_a_name_that_the_plan_does_not_write(desk: Desk, words: str, name: str | None) -> None:
    """A river or a factory with a name of its own is refused by that name; a mere description of one is not."""
    reason = _refused(desk, words, 23)
    assert (reason.word if reason else None) == name


def test_a_word_within_a_longer_one_of_the_plan_shows_no_topic(desk: Desk) -> None:
    """红树 shows the topic of mangroves, but not in 小红树 where the plan speaks of a 小红树沟."""
    plan = replace(desk.plan, text=f"{desk.plan.text}小红树沟")

    def reason(words: str) -> Refusal | None:
        return refusal(_question(desk, words), _found(desk, 23, 0.95), plan, desk.searcher.vocabulary, desk.searcher.lexicon)

    assert reason("红树谁管") == Refusal(Reason.TOPIC, "红树林")
    assert reason("小红树谁管") is None


def test_a_latin_word_that_nobody_in_the_trade_knows(desk: Desk) -> None:
    """blender is no matter of a plan; a short sign such as COD is not judged."""
    assert _refused(desk, "blender怎么建模", 23) == Refusal(Reason.TOPIC, "blender")
    assert _refused(desk, "焦化cod怎么治", 23) is None


def test_a_year_that_the_body_does_not_speak_of(desk: Desk) -> None:
    """A target of 2025 is no answer to one of 2030."""
    section = next(s for s in desk.plan.sections if "森林覆盖率" in "".join(p.text for p in s.paragraphs))
    pieces = tuple(Piece(c, 0.8, 5.0) for c in chunk_plan(desk.plan) if c.section == section.ordinal and c.problem is None)
    ranking = Ranking((Hit(Owner(None, section.ordinal), 6.0, pieces), *_found(desk, 23, 0.0).hits), (0.8, 0.02))
    searcher = desk.searcher

    def reason(words: str) -> Refusal | None:
        return refusal(_question(desk, words), ranking, desk.plan, searcher.vocabulary, searcher.lexicon)

    assert reason("2030年森林覆盖率要到多少") == Refusal(Reason.TOPIC, "2030年")
    assert reason("2025年森林覆盖率要到多少") is None


def test_every_reason_has_its_sentence() -> None:
    """Whatever is refused is said why."""
    assert {*REFUSALS} == {*Reason}
    assert len({*REFUSALS.values()}) == len(Reason)
