"""What reading a plan came to: problems found, what is missing where, and every line, unit and time that was not understood.

    栏目外  = a line of a problem under a label that is no field (责任领导、整改进展), or under none
    正文外  = a line that belongs to no part of the plan
    时间    = words that look like a time to keep and are none of corpus.grammar.deadlines' terms
    像栏目  = a line inside a field that looks like the label of another (验收意见：…): its days may be none of the plan's

Pure: the plan in, the report out; its wording for people is bot.revisions.changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus.grammar.anomalies import missing
from corpus.grammar.deadlines import find_terms, own_year, plan_year
from corpus.grammar.fields import find_labels
from corpus.grammar.rows import header_lines
from corpus.text.labels import FIELD_KINDS, UNIT_KINDS, completed, label_kind
from corpus.text.lines import Line, lines_between, read_lines
from corpus.text.lookalikes import misread_dates

from .model import FIELDS, UNIT_FIELDS, FieldKind, Passage, Plan, Problem, Span

_UNIT = re.compile(
    r"(?:局|委|府|会|办|室|厅|部|院|所|站|队|处|组|科|股|司|中心|公司|集团|企业|单位|部门|机构|党委|工委|银行|学校|大学|"
    r"社|村|镇|乡|街道|苏木|嘎查|园区|开发区|农场|林场|水库|专班|机关|协会|码头|矿|厂|区|县|旗|市|盟)(?:[（(][^（）()]*[）)])?$"
)
_LONGEST_UNIT = 40
_LONGEST_TITLE = 60
_N = r"[0-9〇○零一二三四五六七八九十两]{1,4}"
_TIME = re.compile(
    rf"{_N}月(?:份)?(?:{_N}[日号]|[上中下]旬)?(?:底|末|之?前|以前)|{_N}个(?:工作日|月)(?:以|之)?内|(?:第{_N}|[一二三四])季度(?:末|底|前)"
    rf"|[上下]半年(?:底|末|前)|(?<![0-9]){_N}年(?:年?底|末|之?前|以前)|(?<!每)(?<!年)年(?:底|末)前|(?:今|本|当|明|次)年(?:年?底|末)|20[0-9]{{2}}年[春夏秋冬]季"
)
_LIKE_LABEL = re.compile(r"^[【〔\[]?[一-鿿]{2,10}(?:[】〕\]]|[：:])(?!$)")
_DECORATION = re.compile(r"^[\s\-—–_=*·.。、，,；;（）()【】]*$")


@dataclass(frozen=True)
class Place:
    """Words that were not understood: the line they stand in (from 1), and the problem, None outside the list."""

    row: int
    problem: int | None
    words: str


@dataclass(frozen=True)
class Report:
    """What an administrator has to know of a plan that was read; `missing` and `unknown_units` by problem number."""

    title: str
    sections: int
    aspects: int
    problems: int
    measures: int
    milestones: int
    missing: dict[int, tuple[str, ...]]
    unknown_units: dict[int, tuple[str, ...]]
    ambiguous: tuple[Place, ...]
    unread_times: tuple[Place, ...]
    like_labels: tuple[Place, ...]
    not_fields: tuple[Place, ...]
    outside: tuple[Place, ...]
    anomalies: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        return asdict(self)


def report_on(plan: Plan) -> Report:
    """The report on a plan."""
    measures = [m for p in plan.problems for m in p.measures]
    not_fields, outside = _left_over(plan)
    return Report(
        title=plan.title,
        sections=len(plan.sections),
        aspects=len(plan.aspects),
        problems=len(plan.problems),
        measures=len(measures),
        milestones=sum(len(m.milestones) for m in measures),
        missing={p.number: gone for p in plan.problems if (gone := tuple(f.key for f in missing(p)))},
        unknown_units={p.number: units for p in plan.problems if (units := _unknown_units(p))},
        ambiguous=tuple(x for p in plan.problems for x in _ambiguous(plan, p)),
        unread_times=tuple(_all_unread_times(plan)),
        like_labels=tuple(x for p in plan.problems for x in _like_labels(plan, p)),
        not_fields=not_fields,
        outside=outside,
        anomalies=plan.anomalies,
    )


def row_of(plan: Plan, at: int) -> int:
    """The line, counted from 1, in which a place of the plan's text stands."""
    return plan.text.count("\n", 0, at) + 1


def _unknown_units(problem: Problem) -> tuple[str, ...]:
    """What stands among the units and does not look like one."""
    names = dict.fromkeys(d.unit for field in UNIT_FIELDS for d in field.value(problem))
    return tuple(n for n in names if len(n) > _LONGEST_UNIT or not _UNIT.search(n) or re.search("[：:。]", n))


def _ambiguous(plan: Plan, problem: Problem) -> Iterator[Place]:
    if problem.deadline.ambiguous:
        yield _place(plan, problem, problem.deadline_raw)
    yield from (_place(plan, problem, x.quote) for m in problem.measures for x in m.milestones if x.ambiguous)


def _all_unread_times(plan: Plan) -> Iterator[Place]:
    year, titled = plan_year(plan.title, [p.deadline_raw.text for p in plan.problems]), plan_year(plan.title, [])
    own = own_year(plan.title, plan.text)
    for p in plan.problems:
        yield from _unread_times(plan, p, [(p.deadline_raw, year), *((m.passage, titled) for m in p.measures)], own)


def _unread_times(plan: Plan, problem: Problem, said: Iterable[tuple[Passage, int | None]], own: int | None) -> Iterator[Place]:
    """Words of time to keep that make no term: 13月底前, 六月底前 of no year; misread ones (2025年l2月) are told as such."""
    for passage, year in said:
        terms = [*((t.start, t.end) for t in find_terms(passage.text, year, own)), *misread_dates(passage.text)]
        for match in _TIME.finditer(passage.text):
            recurs = "每" in passage.text[max(0, match.start() - 8) : match.start()]
            if not recurs and not any(a < match.end() and match.start() < b for a, b in terms):
                start = passage.span.start + match.start()
                yield Place(row_of(plan, start), problem.number, passage.text[max(0, match.start() - 8) : match.end() + 12])


def _like_labels(plan: Plan, problem: Problem) -> Iterator[Place]:
    """Lines inside a field, behind its first, that look like a label nobody knows."""
    for field in FIELDS:
        for passage in field.given(problem) if field.required else ():
            for line in read_lines(passage.text)[1:]:
                name = re.split("[：:】〕]", line.text)[0].lstrip("【〔[")
                kind = label_kind(completed(name)) if field.kind is FieldKind.UNITS else None
                if _LIKE_LABEL.match(line.text) and kind not in UNIT_KINDS:
                    yield Place(row_of(plan, passage.span.start + line.start), problem.number, line.text[:40])


def _place(plan: Plan, problem: Problem, passage: Passage) -> Place:
    return Place(row_of(plan, passage.span.start), problem.number, passage.text[:40])


# --- lines that nothing holds -----------------------------------------------------------------------------


def _left_over(plan: Plan) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Lines of problems that are no field's, and lines outside all parts of the plan."""
    lines = read_lines(plan.text)
    held = sorted(_held(plan))
    headers = header_lines(lines)
    free = [x for x in _not_held(lines, held) if x.start not in headers and not _DECORATION.match(x.text)]
    fields = {x.start for x in find_labels(plan.text, lines) if x.kind in (*FIELD_KINDS, "statement", "ordinal")}
    free = [x for x in free if x.start not in fields]
    inside = [(x, p.number) for p in plan.problems for x in lines_between(free, p.span.start + 1, p.span.end)]
    within = {x.start for x, _ in inside}
    opening = {p.span.start for p in plan.problems}  # a line may hold nothing but the number of a problem
    outside = [x for x in free if x.start not in within and x.start not in opening and not _heads(plan, x)]
    said = {int(row) for words in plan.anomalies for row in re.findall(r"第([0-9]+)行", words)}
    outside = [x for x in outside if x.row not in said]
    return (
        tuple(Place(x.row, number, x.text[:40]) for x, number in inside),
        tuple(Place(x.row, None, x.text[:40]) for x in outside),
    )


def _heads(plan: Plan, line: Line) -> bool:
    """A line of a title, the plan's or that of its list: short, above the first problem, no sentence."""
    return line.text in plan.title or (
        line.start < plan.problems[0].span.start and len(line.text) <= _LONGEST_TITLE and not re.search("[。；]", line.text)
    )


def _held(plan: Plan) -> Iterable[Span]:
    yield from (s.title.span for s in plan.sections)
    yield from (a.title.span for a in plan.aspects)
    for passage in (*plan.preamble, *(x for s in plan.sections for x in s.paragraphs)):
        yield passage.span
    for p in plan.problems:
        yield from (passage.span for field in FIELDS for passage in field.given(p))


def _not_held(lines: list[Line], held: list[Span]) -> Iterator[Line]:
    """The lines that no span touches; both are in their order."""
    at, reach = 0, 0
    for line in lines:
        while at < len(held) and held[at].start < line.end:
            reach = max(reach, held[at].end)
            at += 1
        if reach <= line.start:
            yield line


def counted(places: Iterable[Place]) -> dict[str, int]:
    """How often each label that is no field was met: 责任领导 12; words without a label by themselves."""
    return dict(
        Counter(re.split("[：:]", x.words)[0][:12] if re.match(r"[^：:]{2,12}[：:]", x.words) else x.words for x in places)
    )
