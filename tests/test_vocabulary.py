"""The shipped vocabulary against a plan, and the shipped phrasings carried to other plans."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from corpus.text.numbers import to_chinese
from index.phrasings import bundled_phrasings, bundled_plan_text
from index.vocabulary import Vocabulary, Words, substrings

PLANS = sorted((Path(__file__).parent / "data" / "plans").glob("[0-9]*.txt"))


@pytest.fixture(scope="module")
def vocabulary(plan: Plan) -> Vocabulary:
    """The vocabulary of the real plan."""
    return Vocabulary.of(plan.text)


# --- everyday and official words --------------------------------------------------------------------------


def test_only_official_words_of_the_plan_are_offered(vocabulary: Vocabulary, plan: Plan) -> None:
    """Each everyday word leads to words that stand in the plan, and does not stand in it itself."""
    assert len(vocabulary.official) > 1000
    assert {o for official in vocabulary.official.values() for o in official if o not in plan.text} == set()
    assert [w for w in vocabulary.official if w in plan.text] == []


def test_a_word_is_known_by_the_official_one() -> None:
    """灰大 means 扬尘 where the plan speaks of it, and nothing where it does not."""
    assert Vocabulary.of("全市扬尘问题突出。").expand("那边灰大得很") == ("扬尘",)
    assert Vocabulary.of("全市扬尘污染突出。").expand("灰大，起灰") == ("扬尘", "扬尘污染")
    assert Vocabulary.of("河道治理缓慢。").expand("那边灰大得很") == ()


def test_a_synonym_the_plan_does_not_use_leads_to_the_one_it_does() -> None:
    """The official 裸土 is an everyday word for a plan that writes 裸露地面."""
    assert Vocabulary.of("裸露地面未覆盖。").expand("裸土") == ("裸露地面",)


def test_an_empty_plan_knows_no_word() -> None:
    """Without text there is nothing that an everyday word could mean."""
    assert not Vocabulary.of("").official


@pytest.mark.parametrize("word", ["VOCs", "vocs", "VOCS"])
def test_letters_are_known_in_any_case(word: str) -> None:
    """Questions are in lower case when they are searched; the vocabulary's capitals still match."""
    assert Vocabulary.of("挥发性有机物治理滞后。").expand(f"{word}超标") == ("挥发性有机物",)


def test_a_topic_is_absent_where_the_plan_lacks_it() -> None:
    """Words of a question show a topic only as long as the plan does not treat it."""
    assert Vocabulary.of("河道治理缓慢。").absent["飞机噪音"] == "机场噪声"
    assert Vocabulary.of("河道治理缓慢。").absent["ktv噪音"] == "商业与邻里噪声"
    assert "飞机噪音" not in Vocabulary.of("机场噪声扰民。").absent


def test_what_the_plan_says_is_no_absent_topic(vocabulary: Vocabulary, plan: Plan) -> None:
    """No word that stands in the plan, or means one that does, is taken for a topic it lacks."""
    assert len(vocabulary.absent) > 1000
    assert [w for w in vocabulary.absent if w in plan.text or w in vocabulary.official] == []


SUBSTRINGS = {
    "longest first": ("焦化厂改造", ["焦化厂"]),
    "one behind the other": ("焦化厂焦化", ["焦化厂", "焦化"]),
    "none inside a longer one": ("山水林田湖草沙一体化保护修复", ["山水林田湖草沙一体化保护修复"]),
    "at the end": ("改焦化", ["焦化"]),
    "cut off": ("山水林田湖草沙一体化", []),
    "nothing": ("", []),
}
WORDS = Words.fromkeys(["焦化", "焦化厂", "化厂", "山水林田湖草沙一体化保护修复", "保护修复"])


@pytest.mark.parametrize(("text", "expected"), SUBSTRINGS.values(), ids=SUBSTRINGS)
def test_substrings(text: str, expected: list[str]) -> None:
    """The longest known word at each place is taken, however long it is."""
    assert substrings(text, WORDS) == expected


@given(text=st.text(alphabet="焦化厂改"), words=st.sets(st.text(alphabet="焦化厂改", min_size=2, max_size=4)))
def test_substrings_stand_in_the_text_in_order(text: str, words: set[str]) -> None:
    """What is found are known words that stand in the text one behind the other."""
    at = 0
    for word in substrings(text, Words.fromkeys(words)):
        assert word in words
        at = text.index(word, at) + len(word)


# --- phrasings --------------------------------------------------------------------------------------------


def _swapped(plan: Plan, a: int, b: int) -> Plan:
    """The plan with two problems under each other's numbers."""
    one, other = (plan.problem(n) for n in (a, b))
    assert one
    assert other
    bodies = {p.number: plan.text[p.span.start : p.span.end].removeprefix(f"（{to_chinese(p.number)}）") for p in (one, other)}
    text = plan.text.replace(bodies[a], "\0").replace(bodies[b], bodies[a]).replace("\0", bodies[b])
    return parse_plan(text)


def test_the_shipped_phrasings_fit_the_shipped_plan(plan: Plan) -> None:
    """Every phrasing belongs to a problem, measure or section that the bundled plan has; every problem has some."""
    found = bundled_phrasings(plan)
    problems = {p.number: {m.ordinal for m in p.measures} for p in plan.problems}
    assert len(found) > 2000
    assert [f for f in found if f.problem and f.measure and f.measure not in problems[f.problem]] == []
    assert {f.problem for f in found if f.problem} == set(problems)
    assert {f.section for f in found if not f.problem} <= {s.ordinal for s in plan.sections}


def test_the_bundled_plan_is_the_real_one(plan: Plan) -> None:
    """The text that ships parses to the thirty problems."""
    assert parse_plan(bundled_plan_text()) == plan
    assert len(plan.problems) == 30


def test_phrasings_follow_a_renumbered_problem(plan: Plan) -> None:
    """After problems 3 and 23 changed places each has the other's phrasings, measure by measure."""
    swapped = _swapped(plan, 3, 23)
    there = {3: 23, 23: 3}
    expected = Counter((there.get(f.problem or 0, f.problem), f.measure, f.section, f.text) for f in bundled_phrasings(plan))
    assert Counter((f.problem, f.measure, f.section, f.text) for f in bundled_phrasings(swapped)) == expected


def test_phrasings_of_a_reworded_measure_go_to_its_problem(plan: Plan) -> None:
    """A phrasing of a measure that no longer stands is kept for the problem; the other measures keep theirs."""
    old = "对乌海市包钢万腾钢铁有限责任公司开展驻企督办"
    changed = bundled_phrasings(parse_plan(plan.text.replace(old, "对万腾钢铁派驻工作组督办")))
    before = Counter(f.measure for f in bundled_phrasings(plan) if f.problem == 23)
    after = Counter(f.measure for f in changed if f.problem == 23)
    assert before["2"] > 0
    assert after == before - Counter({"2": before["2"]}) + Counter({None: before["2"]})


def test_phrasings_go_with_a_removed_problem(plan: Plan) -> None:
    """A problem that is gone takes its phrasings along; the others keep all of theirs."""
    last = plan.problem(30)
    assert last
    found = bundled_phrasings(parse_plan(plan.text[: last.span.start] + plan.text[last.span.end :]))
    assert Counter(found) == Counter(f for f in bundled_phrasings(plan) if f.problem != 30)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_another_citys_plan_gets_no_phrasings(path: Path) -> None:
    """Questions about one city's problems are not put to another's, not even those about equally named sections."""
    assert bundled_phrasings(parse_plan(path.read_text("utf-8"))) == ()
