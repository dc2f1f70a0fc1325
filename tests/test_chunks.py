"""Pieces of a plan: their ids, keys and places."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.grammar.parse import parse_plan
from corpus.model import Passage, Plan, Span
from index.chunks import Chunk, Kind, Phrasing, chunk_plan, content_key, milestones_in_full, sentences
from index.phrasings import bundled_phrasings

PLANS = sorted((Path(__file__).parent / "data" / "plans").glob("[0-9]*.txt"))


@pytest.fixture(scope="module")
def chunks(plan: Plan) -> tuple[Chunk, ...]:
    """All chunks of the real plan with its phrasings."""
    return chunk_plan(plan, bundled_phrasings(plan))


def _plan(path: Path) -> Plan:
    return parse_plan(path.read_text("utf-8"))


def test_ids_are_unique(chunks: tuple[Chunk, ...]) -> None:
    """No two chunks of the real plan share an id."""
    assert [i for i, n in Counter(c.id for c in chunks).items() if n > 1] == []


def test_ids_are_stable(plan: Plan, chunks: tuple[Chunk, ...]) -> None:
    """Chunking a newly parsed plan gives the same chunks in the same order."""
    again = parse_plan(plan.text)
    assert chunk_plan(again, bundled_phrasings(again)) == chunks


def test_ids_say_what_a_chunk_is(chunks: tuple[Chunk, ...]) -> None:
    """The id names problem, field, measure and sentence, or section, paragraph and sentence."""
    ids = {c.id for c in chunks}
    assert {"p23.title", "p23.finding", "p23.finding.0", "p23.goal", "p23.measure.2", "p23.measure.1.0", "s3.0.0"} <= ids
    assert {c.id.split(".")[0] for c in chunks if c.problem == 7} == {"p7"}


def test_keys_are_equal_where_the_embedded_words_are(chunks: tuple[Chunk, ...]) -> None:
    """Two chunks share a key exactly when the model is given the same words in the same way."""
    read = {(c.embedded, c.kind.spoken) for c in chunks}
    assert len({c.key for c in chunks}) == len(read)
    assert len({(c.key, c.embedded, c.kind.spoken) for c in chunks}) == len(read)


@given(a=st.text(), b=st.text(), spoken=st.booleans())
def test_a_key_depends_on_words_and_use(a: str, b: str, spoken: bool) -> None:
    """Different words, or the same words as passage and as question, never share a key."""
    assert (content_key(a, spoken) == content_key(b, spoken)) == (a == b)
    assert content_key(a, True) != content_key(a, False)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_every_piece_quotes_its_plan(path: Path) -> None:
    """A chunk with a span is the plan's text at that span, in plans of every layout."""
    plan = _plan(path)
    pieces = chunk_plan(plan)
    assert pieces
    assert [c.id for c in pieces if c.span is None or plan.text[c.span.start : c.span.end] != c.text] == []


def test_every_field_of_every_problem_is_a_chunk(plan: Plan, chunks: tuple[Chunk, ...]) -> None:
    """Title, finding, goal, each measure and each milestone can be found whole."""
    have = {(c.problem, c.kind, c.measure, c.text) for c in chunks}
    for p in plan.problems:
        want = {(p.number, Kind.TITLE, None, p.title.text), (p.number, Kind.FINDING, None, p.statement.text)}
        want |= {(p.number, Kind.GOAL, None, p.goal.text)}
        want |= {(p.number, Kind.MEASURE, m.ordinal, m.passage.text) for m in p.measures}
        want |= {(p.number, Kind.MILESTONE, m.ordinal, x.text) for m in p.measures for x in milestones_in_full(m)}
        assert want <= have


def test_a_piece_is_read_behind_its_title(plan: Plan, chunks: tuple[Chunk, ...]) -> None:
    """The model reads 标题：文字 for a passage and the bare question for a phrasing."""
    goal = next(c for c in chunks if c.id == "p23.goal")
    problem = plan.problem(23)
    assert problem
    assert goal.embedded == f"{problem.title}：{problem.goal}"
    assert all(c.embedded == c.text and c.span is None for c in chunks if c.kind is Kind.PHRASING)


PHRASINGS = {
    "problem": (Phrasing(23, None, "焦化厂改得咋样"), True),
    "measure": (Phrasing(23, "2", "万腾谁盯着"), True),
    "section": (Phrasing(None, None, "总的目标是啥", 3), True),
    "unknown problem": (Phrasing(99, None, "没有这一条"), False),
    "unknown section": (Phrasing(None, None, "没有这一部分", 99), False),
    "nothing": (Phrasing(None, None, "谁也不是"), False),
}


@pytest.mark.parametrize(("phrasing", "kept"), PHRASINGS.values(), ids=PHRASINGS)
def test_a_phrasing_is_kept_where_the_plan_has_its_owner(plan: Plan, phrasing: Phrasing, kept: bool) -> None:
    """A phrasing becomes a chunk of its problem, measure or section, and is left out without one."""
    found = [c for c in chunk_plan(plan, [phrasing]) if c.kind is Kind.PHRASING]
    expected = [(phrasing.problem, phrasing.measure, phrasing.section, phrasing.text)] if kept else []
    assert [(c.problem, c.measure, c.section, c.text) for c in found] == expected


def test_a_phrasing_said_twice_is_kept_once(plan: Plan) -> None:
    """The same words for the same problem are one chunk; for two problems they are two with one key."""
    twice = [Phrasing(23, None, "怎么还没改完"), Phrasing(23, None, "怎么还没改完"), Phrasing(24, None, "怎么还没改完")]
    found = [c for c in chunk_plan(plan, twice) if c.kind is Kind.PHRASING]
    assert [c.problem for c in found] == [23, 24]
    assert found[0].key == found[1].key


def test_sections_numbered_alike_keep_all_their_pieces() -> None:
    """A plan that numbers all its body sections 二 loses no sentence: ids get a mark of their own."""
    plan = _plan(PLANS[0])
    alike = replace(plan, sections=tuple(replace(s, ordinal=2) for s in plan.sections))
    before, after = chunk_plan(plan), chunk_plan(alike)
    assert [c.text for c in after] == [c.text for c in before]
    assert len({c.id for c in after}) == len(after)


@given(text=st.text(alphabet="甲乙丙。；！？\n ，"), start=st.integers(0, 50))
def test_sentences_quote_their_passage(text: str, start: int) -> None:
    """Each sentence stands at its span, in order, without blanks at its ends."""
    passage = Passage(text, Span(start, start + len(text)))
    last = start
    for s in sentences(passage):
        assert text[s.span.start - start : s.span.end - start] == s.text == s.text.strip()
        assert s.span.start >= last
        last = s.span.end


def test_short_ends_are_no_sentences() -> None:
    """Pieces under six characters are left out of the sentences."""
    found = sentences(Passage("2024年底前完成整改工作。；好的。\n逐步推进清理工作", Span(0, 26)))
    assert [s.text for s in found] == ["2024年底前完成整改工作。", "逐步推进清理工作"]
