"""Searching a revision: what is found, in which order, and that no question breaks it."""

import math
from pathlib import Path

import pytest
from conftest import REAL_PROBLEMS
from fakes import HashingEmbedder

from corpus.model import Plan
from index.chunks import Kind
from index.embedder import SentenceEmbedder
from index.revision import build, load
from index.search import Ranking, Searcher
from index.store import publish

SMALL = (Path(__file__).parent / "data" / "plans" / "14-beiping.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def searcher(revision_root: Path) -> Searcher:
    """A searcher of the whole real plan, with the fake model."""
    embedder = HashingEmbedder()
    return Searcher(load(revision_root, embedder.name), embedder)


def _searcher(root: Path, text: str, background: tuple[tuple[Kind, str], ...] = ()) -> Searcher:
    embedder = HashingEmbedder()
    publish(root, build(root, text, "方案.txt", (), embedder, background).manifest.number)
    return Searcher(load(root, embedder.name), embedder)


def _assert_whole(ranking: Ranking, plan: Plan) -> None:
    """Every problem and body section stands in the ranking once, best first."""
    owners = [h.owner for h in ranking.hits]
    assert len(owners) == len(set(owners))
    assert {o.problem for o in owners if o.problem} == {p.number for p in plan.problems}
    scores = [h.score for h in ranking.hits]
    assert all(math.isfinite(s) for s in scores)
    assert scores == sorted(scores, reverse=True)


def test_the_plans_own_words_find_their_problem(searcher: Searcher, plan: Plan) -> None:
    """The title, the finding and the goal of each of the thirty problems find it first."""
    asked = [(p.number, words.text[:60]) for p in plan.problems for words in (p.title, p.statement, p.goal)]
    assert [(n, words) for n, words in asked if searcher.search(words).position(n) != 0] == []


def test_a_body_section_is_found(searcher: Searcher, plan: Plan) -> None:
    """A sentence of the body finds its section before any problem."""
    sentence = plan.sections[2].paragraphs[1].text[:40]
    assert searcher.search(sentence).hits[0].owner.section == plan.sections[2].ordinal


def test_everyday_words_help(searcher: Searcher) -> None:
    """An everyday word counts for the pieces that have the official one, by their BM25 score."""
    word, official = next((w, o) for w, o in searcher.vocabulary.official.items() if o == ("干熄焦",))
    helped = [p for h in searcher.search(word).hits for p in h.pieces if official[0] in p.chunk.embedded]
    assert helped
    assert all(p.words > 0 for p in helped)


def test_searching_is_deterministic(searcher: Searcher, revision_root: Path) -> None:
    """The same words give the same ranking, in this searcher and in a new one."""
    embedder = HashingEmbedder()
    again = Searcher(load(revision_root, embedder.name), embedder)
    for question in ("焦化企业什么时候改完", "灰大怎么办", ""):
        first, second, third = ([(h[:3], h.phrasings) for h in s.search(question).hits] for s in (searcher, searcher, again))
        assert first == second == third


SIGNS = {
    "quotes": '"焦化" "企业" 超低排放改造"',
    "star": "焦化* 企业* 超低排放改造*",
    "near": "NEAR(焦化企业 超低排放改造, 2)",
    "column": "tokens: 焦化企业 passages:超低排放改造",
    "minus": "- 焦化企业 -超低排放改造",
    "caret": "^焦化企业 ^超低排放改造 + AND OR NOT",
    "brackets": "(((焦化企业{超低排放改造",
    "sql": "焦化企业'; DROP TABLE passages; -- 超低排放改造",
    "backslash and NUL": "焦化企业\\超低排放改造\x00",
}


@pytest.mark.parametrize("question", SIGNS.values(), ids=SIGNS)
def test_signs_of_the_query_language_are_harmless(searcher: Searcher, plan: Plan, question: str) -> None:
    """What FTS5 would read as an operator is ignored: the words are found as without it."""
    ranking = searcher.search(question)
    _assert_whole(ranking, plan)
    position = ranking.position(23)
    assert position is not None
    assert position < 3
    assert max(p.words for p in searcher.search(question, detail=(23,)).problems[position].pieces) > 0


WORDLESS = {
    "empty": "",
    "blank": " \n",
    "signs": '？！"*^:()-',
    "stop words": "这是什么的呢",
    "lone surrogate and NUL": "\ud800\x00",
    "foreign": "où est la forêt",
    "endless": "".join(chr(0x4E00 + i) for i in range(5000)),
}


@pytest.mark.parametrize("question", WORDLESS.values(), ids=WORDLESS)
def test_a_question_without_words_ranks_all(searcher: Searcher, plan: Plan, question: str) -> None:
    """Whatever is asked, all owners come back with finite scores."""
    _assert_whole(searcher.search(question), plan)


def test_the_first_hits_have_their_pieces(searcher: Searcher) -> None:
    """The best four owners have all their pieces, best first; the others have none."""
    ranking = searcher.search("矿区道路扬尘污染")
    for hit in ranking.hits[:4]:
        for pieces in (hit.pieces, hit.phrasings):
            scores = [p.score for p in pieces]
            assert scores == sorted(scores, reverse=True) != []
            assert {(p.chunk.problem, p.chunk.section) for p in pieces} == {(hit.owner.problem, hit.owner.section)}
        assert {p.chunk.kind for p in hit.phrasings} == {Kind.PHRASING}
        assert not any(p.chunk.kind.spoken for p in hit.pieces)
    assert all(h.pieces == h.phrasings == () for h in ranking.hits[4:])


def test_detail_is_given_wherever_the_problem_stands(searcher: Searcher) -> None:
    """`detail` adds the pieces of one problem and changes nothing else."""
    plain = searcher.search("矿区道路扬尘污染")
    last = plain.problems[-1].owner.problem
    assert last
    detailed = searcher.search("矿区道路扬尘污染", detail=(last,))
    assert detailed.problems[-1].pieces
    assert [(h.owner, h.score) for h in detailed.hits] == [(h.owner, h.score) for h in plain.hits]
    assert (plain.position(last), plain.position(99)) == (len(plain.problems) - 1, None)


def test_a_plan_without_phrasings_is_searched(tmp_path: Path) -> None:
    """Without phrasings the passages alone decide, and there need not be a background."""
    ranking = _searcher(tmp_path, SMALL).search("公转铁工作推进缓慢")
    assert ranking.position(2) == 0
    assert ranking.outside == (0, 1)


def test_the_background_belongs_to_no_problem(tmp_path: Path) -> None:
    """Background questions are measured apart and are no hits."""
    background = ((Kind.OUTSIDE, "今天晚上吃什么菜"), (Kind.OUTSIDE, "公交车几点来"))
    searcher = _searcher(tmp_path, SMALL, background)
    ranking = searcher.search("今天晚上吃什么菜")
    mean, deviation = ranking.outside
    assert mean + deviation == pytest.approx(1)  # of two cosines, one of them 1
    assert ranking.above_outside(1.0) == pytest.approx(1)
    assert all(h.owner.problem or h.owner.section is not None for h in ranking.hits)


def test_a_plan_of_one_problem_is_searched(tmp_path: Path) -> None:
    """One owner cannot be told from others: it is found with the score 0."""
    text = "某市整改方案\n整改任务清单\n（一）扬尘严重。工地未覆盖，扬尘污染严重。\n责任单位：市住建局\n整改目标：全面覆盖。\n整改时限：2025年底\n整改措施：\n1. 覆盖裸露地面。\n"
    (hit,) = _searcher(tmp_path, text).search("裸露地面").hits
    assert (hit.owner.problem, hit.score) == (1, 0)
    assert hit.pieces[0].chunk.kind is Kind.MEASURE


EVERYDAY = {"焦化厂的烟啥时候能治好": 23, "厂里用的水占了河湖的水": 10, "污水处理厂不好好运行": 19, "焦化产能压不下来": 3}


@pytest.mark.parametrize(("question", "problem"), EVERYDAY.items(), ids=[str(n) for n in EVERYDAY.values()])
def test_the_real_model_understands_everyday_words(
    real_revision_root: Path, real_embedder: SentenceEmbedder, question: str, problem: int
) -> None:
    """With the bundled model a question in people's words finds its problem first."""
    ranking = Searcher(load(real_revision_root, real_embedder.name), real_embedder).search(question)
    assert sorted(h.owner.problem or 0 for h in ranking.problems) == list(REAL_PROBLEMS)
    assert ranking.position(problem) == 0
