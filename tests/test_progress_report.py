"""The progress report for publication, read back with python-docx."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import docx
from ledger_fixtures import AT, OFFICE, Book

from bot.files.export import KINDS, exported
from bot.files.progress_report import as_report, blanks
from bot.ledger.workflow import Action, Actor, Evidence, State
from corpus.model import Plan
from corpus.text.numbers import to_chinese


def _read(book: Book) -> Any:
    return docx.Document(io.BytesIO(as_report(book.agenda())))


def _texts(document: Any) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_an_empty_ledger_says_so(plan: Plan) -> None:
    """Nothing is claimed that nobody registered."""
    texts = _texts(_read(Book(plan)))
    assert "台账尚未登记任何进展，以下仅按整改方案列出。" in texts
    assert any("已销号0项，已验收待销号0项，已报完成待验收0项，正在整改30项" in t for t in texts)


def test_counts_table_and_sections_agree(plan: Plan) -> None:
    """The sums are those of the ledger; every problem stands once, under its state."""
    book = Book(plan).do("1-29", Action.SET, OFFICE, state=State.CLOSED, done_on=date(2024, 4, 20), note="已取缔非法拆解窝点")
    book.reported("1-22", note="已灭火")
    document = _read(book)
    rows = [[c.text for c in r.cells] for r in document.tables[0].rows]
    assert rows[0] == ["所属方面", "已销号", "已验收待销号", "已报完成待验收", "正在整改", "合计"]
    assert rows[-1] == ["合计", "1", "0", "1", "28", "30"]
    assert [sum(int(r[i]) for r in rows[1:-1]) for i in range(1, 6)] == [1, 0, 1, 28, 30]
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [
        "一、总体进展",
        "二、各方面进展",
        "三、已完成验收销号的问题",
        "四、已通过验收、待销号的问题",
        "五、已报完成、待验收的问题",
        "六、正在推进整改的问题",
    ]
    texts = _texts(document)
    numbered = [t for t in texts if t.startswith("（") and "（问题" in t]
    assert len(numbered) == len(plan.problems)
    at = texts.index("三、已完成验收销号的问题")
    assert texts[at + 1] == "（一）报废机动车拆解管理有短板（问题二十九）"
    assert "整改情况：已取缔非法拆解窝点。完成时间：2024年4月20日。" in texts


def test_the_plans_words_are_quoted(plan: Plan) -> None:
    """Goals and units stand as the plan has them."""
    texts = "\n".join(_texts(_read(Book(plan))))
    for problem in plan.problems:
        assert problem.title.text in texts
        assert problem.goal.text in texts
        assert problem.responsible_raw.text.rstrip("。") in texts


def test_nobody_is_named_in_public(plan: Plan) -> None:
    """No person, chat or file of the ledger."""
    book = Book(plan).reported("1-22", note="已灭火", evidence=(Evidence("document", "FILEID", "内部.pdf"),))
    texts = "\n".join(_texts(_read(book)))
    assert not any(w in texts for w in ("王工", "FILEID", "内部.pdf"))


def test_an_extension_is_public(plan: Plan) -> None:
    """The plan's term and the granted day stand beside one another."""
    texts = "\n".join(_texts(_read(Book(plan).do("1-25", Action.SET, OFFICE, day=date(2027, 6, 30)))))
    assert "整改时限：2026年12月底。经批准，整改时限延期至2027年6月30日。" in texts


def test_it_has_the_form_of_an_official_document(plan: Plan) -> None:
    """A4, the margins of GB/T 9704, the title in the middle, page numbers."""
    document = _read(Book(plan))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.top_margin.cm, 1), round(section.left_margin.cm, 1)) == (
        21.0,
        3.7,
        2.8,
    )
    assert document.paragraphs[0].alignment == 1
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_nothing_is_invented(plan: Plan) -> None:
    """Where nobody reported anything a marked blank stands, and its count can be said; nothing tells of work that goes on."""
    book = Book(plan)
    document = _read(book)
    blank = [p for p in document.paragraphs if "待填写" in p.text]
    assert len(blank) == blanks(book.agenda()) == len(plan.problems)
    assert all(run.font.highlight_color is not None for p in blank for run in p.runs)
    assert "正在按照整改方案推进" not in "\n".join(_texts(document))


def test_what_was_reported_stands_by_party_and_day(plan: Plan) -> None:
    """Each party's report and progress under its name; the others are not spoken for."""
    south = Actor("某人", ("海南区委",))
    book = Book(plan).do("1-7", Action.PROGRESS, south, note="清理8处", done_on=date(2026, 11, 1))
    book.do("1-7", Action.REPORT, south, note="全部拆除", done_on=date(2026, 11, 10))
    texts = _texts(_read(book))
    assert "海南区整改进展（2026年11月1日）：清理8处。" in texts
    assert "海南区整改情况（2026年11月10日报告完成）：全部拆除。" in texts
    assert not any("乌达区整改情况" in t or "某人" in t for t in texts)


def test_signs_that_no_file_can_hold_are_left_out(plan: Plan) -> None:
    """Of words that were entered before they were left out at once; every other file can be made, too."""
    book = Book(plan).reported("1-22", note="已灭火")
    book.events["1-22"] = [replace(e, note="已\x0b灭\x00火\ufffe", who="王\x07工") for e in book.events["1-22"]]
    assert any("：已灭火。" in text for text in _texts(_read(book)))
    for kind in KINDS:
        assert exported(kind, book.agenda(), book.agenda(), AT)


def test_words_that_take_something_back_are_no_report(plan: Plan) -> None:
    """取消 and 发错了, entered before they were understood, are not printed, and where nothing else was said a blank stands."""
    book = Book(plan).do("1-7", Action.REPORT, Actor("某人", ("海南区委",)), note="全部拆除\n取消", done_on=date(2026, 11, 10))
    book.do("1-3", Action.REPORT, Actor("某人", ("海南区委",)), note="发错了", done_on=date(2026, 11, 10))
    document = _read(book)
    texts = _texts(document)
    assert "海南区整改情况（2026年11月10日报告完成）：全部拆除。" in texts
    assert "海南区于2026年11月10日报告完成。" in texts
    assert not any("取消" in t or "发错了" in t for t in texts)
    assert blanks(book.agenda()) == sum("待填写" in t for t in texts) == len(plan.problems) - 1


def test_what_was_reported_of_a_milestone_is_told(plan: Plan) -> None:
    """Under its problem, with the measure's words; that problem is not left blank."""
    stone = next(e for e in Book(plan).agenda().entries if e.item.measure)
    id_, problem = stone.item.id, stone.item.problem
    units = stone.item.parties[0].units[:1]
    book = Book(plan).do(id_, Action.PROGRESS, Actor("某人", units), note="已立项", done_on=date(2026, 11, 1))
    texts = _texts(_read(book))
    name = stone.item.parties[0].name
    told = f"措施{stone.item.measure}（{stone.item.quote}）：{name}整改进展（2026年11月1日）：已立项。"
    assert texts[next(i for i, t in enumerate(texts) if f"（问题{to_chinese(problem.number)}）" in t) + 3] == told
    assert blanks(book.agenda()) == len(plan.problems) - 1
