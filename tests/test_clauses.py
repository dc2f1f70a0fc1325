"""One problem answered: fields, and the clauses that hand-made scores point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from bot_fixtures import TODAY, small_plan

from bot.answers.clauses import MOST_CLAUSES, answer_about
from bot.answers.nearness import share
from bot.language.unit_names import Names
from bot.questions.query import Kind, Query
from bot.questions.understanding import understand
from corpus.model import Plan, Problem
from index.chunks import Phrasing, chunk_plan
from index.search import Hit, Owner, Piece

_PHRASINGS = (
    Phrasing(23, None, "焦化超低排放改完没有"),
    Phrasing(23, "2", "万腾钢铁督办得怎样"),
    Phrasing(23, "3", "双清隧道窑"),
)


@pytest.fixture
def problem(plan: Plan) -> Problem:
    """问题（二十三）."""
    found = plan.problem(23)
    assert found is not None
    return found


def _hit(plan: Plan, number: int, scores: Mapping[str, float]) -> Hit:
    """The problem as found, each piece with the cosine of the longest beginning of its id in `scores`, else 0.8."""

    def score(id_: str) -> float:
        known = [k for k in scores if id_ == k or id_.startswith(f"{k}.")]
        return scores[max(known, key=len)] if known else 0.8

    chunks = [c for c in chunk_plan(plan, _PHRASINGS) if c.problem == number]
    pieces = sorted((Piece(c, score(c.id), 0.0) for c in chunks), key=lambda p: -p.score)
    told, asked = (tuple(p for p in pieces if p.chunk.kind.spoken is spoken) for spoken in (False, True))
    return Hit(Owner(number, None), 2.0, told, lambda: asked)


def _question(plan: Plan, words: str) -> Query:
    return understand(words, Names.of(plan), TODAY)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.RESPONSIBLE, ["responsible", "deadline"]),
        (Kind.ACCEPTANCE, ["acceptance"]),
        (Kind.DEADLINE, ["deadline"]),
        (Kind.GOAL, ["goal"]),
        (Kind.FINDING, ["finding"]),
        (Kind.MEASURES, ["measures", "measures", "measures"]),
        (Kind.PROBLEM, ["finding", "responsible", "deadline"]),
        (None, ["finding", "responsible", "deadline"]),
    ],
)
def test_each_field_is_cited_whole(plan: Plan, problem: Problem, kind: Kind | None, fields: list[str]) -> None:
    """By number each field is answered with its own passage, without any search."""
    answer = answer_about(_question(plan, "第23项"), problem, kind, None)
    whole = {
        "responsible": problem.responsible_raw,
        "acceptance": problem.acceptance_raw,
        "deadline": problem.deadline_raw,
        "goal": problem.goal,
        "finding": problem.statement,
    }
    assert [c.field for c in answer.citations] == fields
    assert all(c.passage == whole[c.field] for c in answer.citations if c.field in whole)
    assert (answer.kind, answer.problems) == (kind or Kind.PROBLEM, (23,))


def test_measures_come_in_their_order_without_a_search(plan: Plan, problem: Problem) -> None:
    """All measures, in the plan's order, none pointed to."""
    answer = answer_about(_question(plan, "第23项怎么改"), problem, Kind.MEASURES, None)
    assert [(c.measure, c.passage) for c in answer.citations] == [(m.ordinal, m.passage) for m in problem.measures]
    assert answer.measure is None


def test_the_measure_that_is_meant_comes_first(plan: Plan, problem: Problem) -> None:
    """The measure whose pieces are nearest leads, the others stay in order behind it, none is left out."""
    hit = _hit(plan, 23, {"p23.measure.3": 0.9})
    answer = answer_about(_question(plan, "隧道窑提标改造怎么做"), problem, Kind.MEASURES, hit)
    assert [c.measure for c in answer.citations] == ["3", "1", "2"]
    assert answer.measure == "3"


def test_a_phrasing_of_a_measure_speaks_for_it(plan: Plan, problem: Problem) -> None:
    """Of equally near measures the one whose phrasing is near is meant."""
    phrasing = next(c.id for c in chunk_plan(plan, _PHRASINGS) if c.problem == 23 and c.text == "万腾钢铁督办得怎样")
    answer = answer_about(_question(plan, "万腾钢铁怎么督办"), problem, Kind.MEASURES, _hit(plan, 23, {phrasing: 0.95}))
    assert answer.measure == "2"


def test_clauses_do_not_overlap(plan: Plan, problem: Problem) -> None:
    """Without a field the nearest clauses answer: at most four, none within another, the kind that of the first."""
    answer = answer_about(_question(plan, "双清隧道窑"), problem, None, _hit(plan, 23, {"p23.finding.2": 0.93}))
    spans = sorted(c.passage.span for c in answer.citations)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert len(answer.citations) <= MOST_CLAUSES
    assert (answer.kind, answer.detail) == (Kind.FINDING, True)
    assert "隧道窑" in answer.citations[0].passage.text


@pytest.mark.parametrize(
    ("piece", "kind"), [("p23.goal", Kind.GOAL), ("p23.measure.2", Kind.MEASURES), ("p23.finding", Kind.FINDING)]
)
def test_the_nearest_clause_decides_the_kind(plan: Plan, problem: Problem, piece: str, kind: Kind) -> None:
    """A question without a field has the kind of the clause that answers it."""
    assert answer_about(_question(plan, "焦化钢铁改造"), problem, None, _hit(plan, 23, {piece: 0.95})).kind is kind


def test_a_number_is_looked_for_where_one_is_asked(plan: Plan) -> None:
    """Of two clauses nearly alike, 几台 is answered by the one with a number."""
    problem = plan.problem(25)
    assert problem is not None
    near = {"p25.goal": 0.98, "p25.finding.1": 0.895, "p25.finding.2": 0.895}
    asked = answer_about(_question(plan, "公交车换了多少台"), problem, None, _hit(plan, 25, near))
    assert "266台" in asked.citations[0].passage.text
    plain = answer_about(_question(plan, "推广电动重卡"), problem, None, _hit(plan, 25, near))
    assert plain.citations[0].field == "goal"


def _first_cited(plan: Plan, words: str, number: int, kind: Kind) -> str:
    """The clause that the answer about a problem stands on first."""
    problem = plan.problem(number)
    assert problem is not None
    return answer_about(_question(plan, words), problem, kind, _hit(plan, number, {})).citations[0].passage.text


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("无主的火点谁去治理", 22, "各区人民政府负责无主着火点治理工作。"),
        ("非煤矿山企业的自燃火点谁指导", 22, "市自然资源局负责监督指导各区政府开展非煤矿山"),
        ("应急池的污水谁处置", 19, None),
        ("煤炭检查站破损路段谁来修补", 21, "2024年12月底前，乌达区完成一号煤炭检查站破损路段"),
        ("抑尘爆破归哪个局监管", 20, "市公安局做好抑尘爆破监管工作；"),
        ("煤矿火点治理谁负责", 22, None),
        ("矿区道路扬尘污染谁管", 21, None),
        ("工业固废处置谁牵头", 28, None),
        ("新建设重点排水户的证谁颁发", 18, "2024年12月底前，由各区对新建设重点排水户颁发许可证书"),
        ("千里沟和后摩尔沟的工程谁完成", 16, "2024年12月底前，海勃湾政府完成千里沟"),
    ],
)
def test_who_is_asked_of_a_clause_or_of_the_whole(plan: Plan, words: str, number: int, told: str | None) -> None:
    """Who does what one clause says is told by it, the problem's units behind; of the problem as a whole its units alone."""
    problem = plan.problem(number)
    assert problem is not None
    answer = answer_about(_question(plan, words), problem, Kind.RESPONSIBLE, _hit(plan, number, {}))
    assert answer.kind is Kind.RESPONSIBLE
    assert answer.citations[0].passage.text.startswith(told or problem.responsible_raw.text)
    assert problem.responsible_raw in [c.passage for c in answer.citations]


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("综合利用率下降了几个百分点", 12, "2022年综合利用率较2021年下降7.5个百分点"),
        ("综合利用率要提升到百分之几", 12, "35%以上"),
        ("石灰石料被挖了多少立方", 6, "7.7万立方米"),
        ("铁路货物运输比例降低了多少", 24, "1.21个百分点"),
        ("电动公交车要购置多少台", 25, "104台"),
    ],
)
def test_what_was_found_is_told_apart_from_what_shall_be(plan: Plan, words: str, number: int, told: str) -> None:
    """Of clauses with the same words 了 asks for what the inspectors found, 要 for what is to be done."""
    problem = plan.problem(number)
    assert problem is not None
    answer = answer_about(_question(plan, words), problem, None, _hit(plan, number, {}))
    assert told in answer.citations[0].passage.text


def test_a_milestone_that_is_meant_goes_before_the_deadline(plan: Plan, problem: Problem) -> None:
    """A question about one step is answered with its milestone, the deadline of the whole behind it."""
    hit = _hit(plan, 23, {"p23.milestone.2": 0.95})
    answer = answer_about(_question(plan, "万腾钢铁什么时候完成监测评估"), problem, Kind.DEADLINE, hit)
    assert answer.kind is Kind.MILESTONE
    assert answer.milestone is not None
    assert answer.milestone.due is not None
    assert (answer.measure, answer.milestone.due.isoformat()) == ("2", "2024-09-30")
    assert answer.citations[0].passage.text.endswith(answer.milestone.quote.text)
    assert "万腾" in answer.citations[0].passage.text
    assert answer.citations[-1].passage == problem.deadline_raw


def test_the_whole_problem_has_its_deadline(plan: Plan) -> None:
    """A question about the problem as a whole is answered with its deadline, milestones are only named beside it."""
    problem = plan.problem(19)
    assert problem is not None
    hit = _hit(plan, 19, {"p19.title": 0.95, "p19.goal": 0.95})
    answer = answer_about(_question(plan, "工业污水处理设施什么时候改完"), problem, Kind.DEADLINE, hit)
    assert (answer.kind, answer.milestone) == (Kind.DEADLINE, None)
    assert answer.citations[0].field == "deadline"
    assert {c.field for c in answer.citations[1:]} == {"milestone"}


def test_a_problem_without_milestones_has_only_its_deadline(plan: Plan) -> None:
    """Where no measure has a time, the deadline alone is cited."""
    bare = next(p for p in plan.problems if not any(m.milestones for m in p.measures))
    answer = answer_about(_question(plan, f"{bare.title}什么时候完"), bare, Kind.DEADLINE, _hit(plan, bare.number, {}))
    assert [(c.field, c.passage) for c in answer.citations] == [("deadline", bare.deadline_raw)]


def test_what_the_plan_leaves_out_is_not_cited() -> None:
    """A problem without an acceptance unit gives an answer without a quote, none that is empty."""
    plan = small_plan("02")
    problem = plan.problem(3)
    assert problem is not None
    answer = answer_about(_question(plan, "第3项谁验收"), problem, Kind.ACCEPTANCE, None)
    assert (answer.kind, answer.citations, answer.refused) == (Kind.ACCEPTANCE, (), False)


@pytest.mark.parametrize("kind", [None, Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.GOAL, Kind.FINDING, Kind.MEASURES])
def test_every_quote_of_every_problem_stands_where_it_says(plan: Plan, kind: Kind | None) -> None:
    """Whatever the field and the problem, each cited passage is the plan's text within that problem."""
    for problem in plan.problems:
        question = _question(plan, f"第{problem.number}项")
        for hit in (None, _hit(plan, problem.number, {})):
            for c in answer_about(question, problem, kind, hit).citations:
                assert plan.text[c.passage.span.start : c.passage.span.end] == c.passage.text
                assert problem.span.start <= c.passage.span.start < c.passage.span.end <= problem.span.end


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("督察进驻时鑫泽工贸的设施是哪年占的", 11, "2015年鑫泽工贸公司"),
        ("排水许可证从哪年开始就没有核发过", 18, "2015年以来"),
    ],
)
def test_when_something_was_is_told_by_the_clause_of_it(plan: Plan, words: str, number: int, told: str) -> None:
    """哪年 of what was is answered by the clause without a step, not by the day on which the problem is due."""
    assert told in _first_cited(plan, words, number, Kind.DEADLINE)


@pytest.mark.parametrize(
    ("words", "number", "unsaid"),
    [
        ("鑫泽工贸的厂房是哪一年盖的", 11, True),
        ("排水管网当初是什么时候埋下去的", 18, True),
        ("那个渣场最早是哪年启用的", 28, True),
        ("鑫泽工贸的设施几时到期的", 11, False),
        ("渣场哪年封场", 28, False),
    ],
)
def test_what_has_been_is_told_by_no_step(plan: Plan, words: str, number: int, unsaid: bool) -> None:
    """哪一年盖的 asks of the past: no day by which something is to be done answers it."""
    problem = plan.problem(number)
    assert problem is not None
    found = answer_about(_question(plan, words), problem, Kind.DEADLINE, _hit(plan, number, {}))
    assert (found.refusal is not None and found.refusal.reason == "unsaid") is unsaid


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("哪三家洗煤厂的集尘设施没装好", 27, "正丰洗煤"),
        ("被点名喷漆的是谁家", 26, "鑫奥汽车服务中心"),
        ("哪几家煤矿的火点没治完", 22, "华银二矿"),
    ],
)
def test_a_firm_is_asked_of_a_clause(plan: Plan, words: str, number: int, told: str) -> None:
    """哪三家洗煤厂 is told by the clause that names them, never by the responsible units alone."""
    assert told in _first_cited(plan, words, number, Kind.RESPONSIBLE)


@pytest.mark.parametrize(
    ("words", "number", "told"),
    [
        ("自查报告交给谁", 4, "自查报告报市中央环境保护督察反馈意见整改工作专项组备案"),
        ("生态补水专用取水口取水出售给谁了", 10, "取水出售给工业企业"),
        ("生态用水水资源论证报告编制了报给谁", 9, "报水行政部门备案"),
    ],
)
def test_to_whom_is_told_by_a_clause_that_gives(plan: Plan, words: str, number: int, told: str) -> None:
    """交给谁 is answered by the clause that says to whom, in a finding as in a measure."""
    assert told in _first_cited(plan, words, number, Kind.RESPONSIBLE)


def test_how_much_is_asked_in_words_that_name_a_field_in_passing(plan: Plan) -> None:
    """要验收几个砂石厂 asks no acceptance unit."""
    problem = plan.problem(6)
    assert problem is not None
    hit = _hit(plan, 6, {})
    asked = answer_about(_question(plan, "要组织验收几个砂石厂的矿山地质环境治理"), problem, Kind.ACCEPTANCE, hit)
    assert "5处砂石厂" in asked.citations[0].passage.text
    assert answer_about(_question(plan, "砂石厂治理谁验收"), problem, Kind.ACCEPTANCE, hit).kind is Kind.ACCEPTANCE


@pytest.mark.parametrize(
    ("words", "number", "unsaid"),
    [
        ("五虎山井田的火点还剩几处在烧", 22, "几处"),
        ("报废车拆解企业有多少间厂房", 29, "多少间"),
        ("天意收购站是哪个人租的", 29, "谁租的"),
        ("天意收购站那条要过几家的关", 29, None),
        ("要组织验收几个砂石厂的矿山地质环境治理", 6, None),
    ],
)
def test_what_no_clause_counts_is_not_told(plan: Plan, words: str, number: int, unsaid: str | None) -> None:
    """A problem that counts nothing of the kind says so; its units may be counted."""
    problem = plan.problem(number)
    assert problem is not None
    refusal = answer_about(_question(plan, words), problem, None, _hit(plan, number, {})).refusal
    assert (refusal.word if refusal else None) == unsaid


def test_everyday_words_count_as_the_plans_own() -> None:
    """没主 stands in a clause that writes 无主, where the vocabulary knows it so; in no other."""
    question = Query("没主的火点谁灭", "没主的火点谁灭", None, topic="没主的火点", officially=(("没主的", ("无主",)),))
    told, other = "各区人民政府负责无主着火点治理工作。", "企业落实火点治理主体责任。"
    plain = replace(question, officially=())
    assert share(question, told) > share(plain, told)
    assert share(question, other) == share(plain, other)
