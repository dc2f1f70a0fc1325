"""Agenda → 整改进展情况 as a Word file for publication, in the form of a Chinese official document (GB/T 9704-2012).

Fields of the plan are quoted; what was done is what was reported, by party and day. Where nobody reported anything a
marked blank is left for the office to fill. Nothing of a person, a chat or a file is in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.language.writing import writable, written
from bot.ledger.agenda import Agenda, Entry
from bot.ledger.forms import cancels
from bot.ledger.workflow import Action, Standing, State, whose
from corpus.text.numbers import to_chinese

from .words import REPORT, SHEETS, STATE_COUNTS, STATE_HEADINGS

_TITLE, _HEADING, _SUBHEADING, _BODY = "方正小标宋简体", "黑体", "楷体", "仿宋"
_WIDTHS = (6.0, 1.8, 2.2, 2.2, 1.8, 1.5)
_ORDER = tuple(State)
_STATES = (State.CLOSED, State.ACCEPTED, State.REPORTED, State.OPEN)


def as_report(agenda: Agenda) -> bytes:
    """The progress report as .docx."""
    document = _document()
    _centred(document, agenda.plan.title.removesuffix(REPORT.plan), _TITLE, 22)
    _centred(document, REPORT.title, _TITLE, 22)
    _centred(document, REPORT.as_of.format(day=written(agenda.today)), _SUBHEADING, 16)
    wholes = [e for e in agenda.entries if e.item.whole]
    _heading(document, 1, REPORT.overview)
    if not agenda.registered:
        _paragraph(document, REPORT.unregistered)
    _paragraph(document, _overview(agenda, wholes))
    _heading(document, 2, REPORT.aspects)
    _counts(document, agenda, wholes)
    for place, state in enumerate(_STATES, 3):
        found = [e for e in wholes if e.state is state]
        _heading(document, place, STATE_HEADINGS[state])
        if not found:
            _paragraph(document, REPORT.none)
        for number, entry in enumerate(found, 1):
            _item(document, number, *_with_stones(agenda, entry))
    _paragraph(document, REPORT.source.format(plan=_named(agenda)), size=12)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _named(agenda: Agenda) -> str:
    return f"《{agenda.plan.title}》"


def _overview(agenda: Agenda, wholes: Sequence[Entry]) -> str:
    counts = [REPORT.count.format(state=STATE_COUNTS[s], count=sum(e.state is s for e in wholes)) for s in _STATES]
    if ongoing := sum(e.item.ongoing for e in wholes):
        counts.append(REPORT.ongoing.format(count=ongoing))
    stones = [e for e in agenda.entries if not e.item.whole]
    if stones:
        counts.append(REPORT.stones.format(total=len(stones), done=sum(e.settled for e in stones)))
    day = written(agenda.today)
    return REPORT.intro.format(plan=_named(agenda), total=len(wholes), day=day, counts="，".join(counts))


def _counts(document: Any, agenda: Agenda, wholes: Sequence[Entry]) -> None:
    """States by aspect, with a sum."""
    heads = [REPORT.aspect, *(STATE_COUNTS[s] for s in _STATES), REPORT.total]
    aspects = [(a.title.text, [e for e in wholes if e.item.problem.aspect == a.ordinal]) for a in agenda.plan.aspects]
    groups = [*aspects, (REPORT.total, list(wholes))]
    rows = [[name, *(str(sum(e.state is s for e in found)) for s in _STATES), str(len(found))] for name, found in groups]
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    for place, column in enumerate(table.columns):
        column.width = _cm(_WIDTHS[place])
    for row, words in enumerate([heads, *rows]):
        for place, (cell, text) in enumerate(zip(table.add_row().cells, words, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = 0 if place == 0 and row else 1
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = _cm(0.1)
            _run(paragraph, text, _HEADING if row == 0 else _BODY, 12)
            cell.width = _cm(_WIDTHS[place])
            cell.vertical_alignment = 1
    _repeat_head(table)


def _item(document: Any, number: int, entry: Entry, stones: Sequence[Entry]) -> None:
    problem, now = entry.item.problem, entry.standing
    heading = REPORT.item.format(number=to_chinese(number), title=problem.title.text, problem=to_chinese(problem.number))
    _paragraph(document, heading, font=_SUBHEADING)
    facts = [
        REPORT.responsible.format(units=problem.responsible_raw.text.rstrip("。")),
        REPORT.term.format(words=problem.deadline_raw.text.rstrip("。")),
    ]
    if now.granted and now.granted != entry.item.due:
        facts.append(REPORT.granted.format(day=written(now.granted)))
    _paragraph(document, "".join(facts))
    if problem.goal.text:
        _paragraph(document, REPORT.goal.format(goal=problem.goal.text))
    for line in told(entry):
        _paragraph(document, line)
    for stone in stones:
        if lines := list(told(stone)):
            _paragraph(
                document,
                REPORT.stone.format(measure=SHEETS.measure_of(stone.item.measure), words=stone.item.quote, told="".join(lines)),
            )
    if is_blank(entry, stones):
        _paragraph(document, REPORT.blank_done if entry.settled else REPORT.blank, marked=True)


def is_blank(entry: Entry, stones: Sequence[Entry]) -> bool:
    """Whether nobody said anything of a problem or its milestones, so that the office has to fill it in."""
    return not any(_tells(e.standing) for e in (entry, *stones))


def _tells(now: Standing) -> bool:
    """Whether words of a party stand there, or of all of them."""
    noted = any(part.note for part in now.parts.values())
    return any(_said(p.note) or p.progress for p in now.parts.values()) or bool(not noted and _said(now.note))


def blanks(agenda: Agenda) -> int:
    """How many problems the report leaves for the office to fill in."""
    return sum(is_blank(*_with_stones(agenda, e)) for e in agenda.entries if e.item.whole)


def _with_stones(agenda: Agenda, whole: Entry) -> tuple[Entry, tuple[Entry, ...]]:
    """A problem and its milestones."""
    return whole, agenda.of_problem(whole.item.problem)[1:]


def _said(note: str) -> str:
    """What was said, without lines that only take something back (取消, 发错了), as were entered before they were understood."""
    return "\n".join(line for line in note.split("\n") if not cancels(line))


def told(entry: Entry) -> Iterator[str]:
    """What was reported, by whom and of which day, then acceptance and closing; nothing that the ledger does not say."""
    now, names = entry.standing, [p.name for p in whose(entry.item)]
    parts = [(name, now.parts[name]) for name in names if name in now.parts]
    for name, part in parts:
        yield from (REPORT.party_progress.format(party=name, note=_ended(p.note), day=written(p.on)) for p in part.progress[-1:])
        if part.state is not State.OPEN:
            yield _reported(name, _said(part.note), part.done_on)
    done = REPORT.done.format(day=written(now.done_on)) if entry.settled and now.done_on else ""
    if (note := _said(now.note)) and not any(part.note for _, part in parts):
        yield (REPORT.done_note if entry.settled else REPORT.progress).format(note=_ended(note)) + done
    elif done:
        yield done
    for state, form in ((State.ACCEPTED, REPORT.accepted), (State.CLOSED, REPORT.closed)):
        if day := reached_on(entry, state):
            yield form.format(day=written(day))


def _reported(party: str, note: str, day: date | None) -> str:
    """A party's report in a sentence."""
    if note:
        when = REPORT.on.format(day=written(day)) if day else ""
        return REPORT.party_done.format(party=party, note=_ended(note), on=when)
    return REPORT.party_done_bare.format(party=party, on=REPORT.at.format(day=written(day)) if day else REPORT.already)


def reached_on(entry: Entry, state: State) -> date | None:
    """The day on which it was accepted, or closed; None where it is not (any more), or the office only entered that it is."""
    if _ORDER.index(entry.standing.state) < _ORDER.index(state):
        return None
    undone = {e.undoes for e in entry.standing.events}
    acts = (Action.ACCEPT, Action.CLOSE)
    found = [e for e in entry.standing.events if e.after is state and e.action in acts and e.id not in undone]
    return found[-1].at.date() if found else None


def _ended(words: str) -> str:
    return words if words.endswith(("。", "！", "；")) else f"{words}。"


# --- the form of an official document -----------------------------------------------------------------------


def _document() -> Any:
    """A4 with the margins, 28 points a line and page numbers that GB/T 9704-2012 asks for."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = _cm(21), _cm(29.7)
    section.top_margin, section.bottom_margin = _cm(3.7), _cm(3.5)
    section.left_margin, section.right_margin = _cm(2.8), _cm(2.6)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", "宋体", 14)
    _page_number(_run(footer, "", "宋体", 14))
    _run(footer, " —", "宋体", 14)
    return document


def _cm(length: float) -> Any:
    from docx.shared import Cm

    return Cm(length)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(writable(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return run


def _centred(document: Any, text: str, font: str, size: float) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = 1
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, text, font, size)


def _heading(document: Any, number: int, text: str) -> None:
    """一、 as a heading that Word's outline shows."""
    from docx.shared import Pt, RGBColor

    paragraph = document.add_heading(level=1)
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
    run = _run(paragraph, f"{to_chinese(number)}、{text}", _HEADING, 16)
    run.font.color.rgb, run.bold = RGBColor(0, 0, 0), False


def _paragraph(document: Any, *parts: str, font: str = _BODY, size: float = 16, marked: bool = False) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.first_line_indent, form.line_spacing, form.space_after = Pt(2 * size), Pt(28), Pt(0)
    form.keep_with_next = font == _SUBHEADING
    run = _run(paragraph, "".join(parts), font, size)
    if marked:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _page_number(run: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)


def _repeat_head(table: Any) -> None:
    """The heading row again on the next page."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
