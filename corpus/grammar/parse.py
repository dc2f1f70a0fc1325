"""Plan text → Plan, one function per grammar rule; what is odd is collected in sentences, never repaired in silence.

    方案    = 标题 引言 部分* 清单 部分*    the parts around the problems: corpus.grammar.body
    清单    = (方面? 问题+)*                the problems' places and fields: corpus.grammar.records
    问题    = 编号 督察发现 责任单位 验收单位 整改目标 整改时限 整改措施   in any order, any may be missing
    标题    = the first sentence of the 督察发现, without its 。

Every text of the plan keeps its place in `Plan.text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from corpus.errors import PlanError
from corpus.model import (
    FIELDS,
    UNIT_FIELDS,
    Aspect,
    Deadline,
    DeadlineKind,
    Duty,
    Field,
    FieldKind,
    Passage,
    Plan,
    Problem,
    Role,
    Span,
)
from corpus.text.blank_forms import blank_forms
from corpus.text.decimals import with_plain_headings
from corpus.text.labels import FIELD_KINDS, UNIT_KINDS, UNIT_LABELS
from corpus.text.layout import normalise
from corpus.text.lines import JOINED, UNLIKE, Line, read_lines, rows_below, trimmed
from corpus.text.lookalikes import misread_ordinals, with_figures
from corpus.text.numbers import label
from corpus.text.words import TEXT

from .anomalies import harm, miscounts, numbered, odd_fields, unlisted
from .apart import tell_from_apart
from .body import (
    Heading,
    aspect_of,
    find_aspects,
    find_body_behind,
    find_headings,
    find_sections,
    headings_before,
    headings_behind,
    paragraphs,
)
from .deadlines import own_year, parse_deadline, plan_year
from .districts import find_districts
from .doers import with_doers
from .done import progress_of
from .fields import find_labels
from .joint import tell_apart
from .measures import parse_measures
from .paragraphs import parted
from .records import Record, find_labelled
from .rows import TextTable, find_rows, header_lines
from .same import with_same
from .strays import trim_records
from .titles import find_title
from .units import PlanNames, find_short_names, one_spelling, parse_duties
from .words import LIST, NO_PLAN


def find_records(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    """The records of the task list in order, and what is odd about them or was read beside them (in sentences)."""
    records, anomalies = _chosen(text, lines)
    for record in records:
        record.settle_done()
    joined = [LIST.joined.format(row=row) for row in rows_below(text, JOINED)]
    unlike = [LIST.unlike.format(row=row) for row in rows_below(text, UNLIKE)]
    return records, [*anomalies, *joined, *unlike, *tell_from_apart(text, lines, records)]


def _chosen(text: str, lines: list[Line]) -> tuple[list[Record], list[str]]:
    """Those of the table or those written under labels, whichever are more."""
    table = find_rows(text, lines)
    headers = header_lines(lines)
    records, anomalies = find_labelled(text, [line for line in lines if line.start not in headers])
    if table is None:
        return records, anomalies
    if len(records) <= len(table.records):
        return table.records, [*table.anomalies, *_left_labelled(records, table)]
    return records, [*anomalies, _left_table(records, table)]


def _left_labelled(records: list[Record], table: TextTable) -> list[str]:
    if not records:
        return []
    return [LIST.labelled_left.format(row=records[0].row, count=len(records), most=len(table.records))]


def _left_table(records: list[Record], table: TextTable) -> str:
    """Says what the table held; one behind the last problem is no part of that problem's last field."""
    last = records[-1]
    if table.header.start > max([last.start, *(value.span.start for value in last.fields.values())]):
        last.end = table.header.start
    found = LIST.only.format(count=len(table.records)) if table.records else LIST.none
    return LIST.table_left.format(row=table.header.row, found=found, most=len(records))


@lru_cache(maxsize=4)
def parse_plan(text: str) -> Plan:
    """The plan that `text` writes; one process asks for the same few again and again.

    Raises:
        PlanError: when the text holds no problem with fields, with the reason.
    """
    text = normalise(text)
    misread = list(misread_ordinals(text))
    text = parted(with_plain_headings(with_figures(text, misread)))
    lines = read_lines(text)
    headers = header_lines(lines)
    forms = blank_forms(lines)
    blank = {line.start for form in forms for line in form}
    records, anomalies = find_records(text, [line for line in lines if line.start not in blank])
    if not records:
        raise PlanError(_why_not(text, lines))
    anomalies += [LIST.misread.format(words=x.words, figures=x.figures) for x in misread]
    aspects = find_aspects([line for line in lines if line.start not in headers], records)
    list_start = min([records[0].start, *(head.line.start for head in aspects[:1])])
    title, preamble_start = find_title([line for line in lines if line.start not in headers], list_start)
    body_behind, said = find_body_behind(lines, records, headings_before(lines, list_start, aspects))
    body_end = records[-1].end if body_behind is None else body_behind
    anomalies += said
    anomalies += trim_records(
        text, lines, records, [*(x.line.start for x in aspects), *(form[0].start for form in forms), body_end]
    )
    with_same(records)
    for record in records:
        tell_apart(text, record)
    heads = find_headings(lines, preamble_start, list_start)
    preamble = paragraphs(text, lines, preamble_start, heads[0].line.start if heads else list_start)
    sections = find_sections(text, lines, heads, list_start)
    sections += find_sections(text, lines, headings_behind(lines, body_end, len(text)), len(text))
    districts = find_districts([r.fields[k].text for r in records for k in UNIT_KINDS if k in r.fields], text, title)
    names = PlanNames(
        districts,
        find_short_names(text),
        plan_year(title, [r.fields["deadline"].text for r in records if "deadline" in r.fields]),
        plan_year(title, []),
        own_year(title, text),
    )
    problems = with_doers(_problems(text, records, aspects, names, anomalies), districts)
    parsed_aspects = tuple(Aspect(n, words, tuple(p.number for p in problems if p.aspect == n)) for n, _, words in aspects)
    body = [*preamble, *(p for s in sections for p in s.paragraphs)]
    anomalies += [*miscounts(body, problems, parsed_aspects), *unlisted(text, body)]
    return Plan(title, text, preamble, sections, parsed_aspects, problems, districts, tuple(sorted(anomalies, key=harm)))


def _why_not(text: str, lines: list[Line]) -> str:
    """What was found and what was looked for, in one sentence."""
    if not lines:
        return TEXT.empty
    headers = header_lines(lines)
    if header := next((line for line in lines if line.start in headers), None):
        return NO_PLAN.no_rows.format(row=header.row, header=header.text[:20].strip())
    names = dict.fromkeys(x.name for x in find_labels(text, lines) if x.kind in (*FIELD_KINDS, "statement"))
    if names:
        found = "、".join(f"“{name}”" for name in list(names)[:4])
        return NO_PLAN.few_fields.format(found=found)
    return NO_PLAN.no_fields.format(lines=len(lines))


def _problems(
    text: str, records: list[Record], aspects: list[Heading], names: PlanNames, anomalies: list[str]
) -> tuple[Problem, ...]:
    numbers, odd = numbered(records)
    anomalies += odd
    return _spelt_alike(
        tuple(
            _problem(text, record, number, aspect_of(record, aspects), names, anomalies)
            for record, number in zip(records, numbers, strict=True)
        )
    )


def _spelt_alike(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """A unit under two spellings (市政府, 市人民政府) is one, under the first that the plan writes out, not as 各区."""
    written = [(d.unit, f.words(p)) for p in problems for f in UNIT_FIELDS for d in f.value(p)]
    spelling = one_spelling([unit for unit, raw in written if unit[:3] in raw] + [unit for unit, _ in written])
    return tuple(_spelt(p, spelling) for p in problems)


def _spelt(problem: Problem, spelling: Mapping[str, str]) -> Problem:
    duties: dict[str, Any] = {f.key: _respelt(f.value(problem), spelling) for f in UNIT_FIELDS}
    return replace(problem, **duties)


def _respelt(duties: tuple[Duty, ...], spelling: Mapping[str, str]) -> tuple[Duty, ...]:
    found: dict[str, Duty] = {}
    for duty in duties:
        found.setdefault(spelling[duty.unit], replace(duty, unit=spelling[duty.unit]))
    return tuple(found.values())


def _problem(text: str, record: Record, number: int, aspect: int | None, names: PlanNames, anomalies: list[str]) -> Problem:
    """问题 = 编号 督察发现 责任单位 验收单位 整改目标 整改时限 整改措施"""
    field_words = record.fields.get("measures") or _nothing(record)
    measures, done, odd = parse_measures(field_words, record.style, names.title_year, names.own_year, told=record.told)
    if progress := progress_of(text, done):
        record.others += [("other", x.labelled) for x in done if "progress" in record.fields]
        record.fields.setdefault("progress", progress)
    title = _problem_title(record.title or record.statement)
    read: dict[str, Any] = {"title": title, "statement": record.statement, "measures": measures}
    for field in FIELDS:
        read |= {} if field.key in read else _read(field, text, record, names)
    read["deadline"] = _of_the_whole(read["deadline"], read["deadline_raw"], field_words)
    problem = Problem(number=number, aspect=aspect, span=Span(record.start, record.end), **read)
    anomalies += [f"{label(number)}{words}" for words in [*odd, *odd_fields(problem, record, names)]]
    return problem


def _of_the_whole(deadline: Deadline, raw: Passage, measures: Passage) -> Deadline:
    """Where every line of a deadline is that of one measure, too, the problem as a whole is due on the last day."""
    lines = raw.text.split("\n")
    if len(lines) < 2 or len(deadline.dates) < 2:
        return deadline
    noted = all(f"：{line}）" in measures.text for line in lines)
    return replace(deadline, dates=(max(deadline.dates),)) if noted else deadline


def _read(field: Field, text: str, record: Record, names: PlanNames) -> dict[str, Any]:
    """A field under its attribute; of units and times the words, and what they say."""
    words = record.fields.get(field.key) or _nothing(record)
    match field.kind:
        case FieldKind.UNITS:
            raw, duties = _charged(text, record, field.key, names)
            return {f"{field.key}_raw": raw, field.key: duties}
        case FieldKind.DEADLINE:
            deadline = parse_deadline(words.text, names.year, names.own_year) if words else Deadline(DeadlineKind.NONE)
            return {f"{field.key}_raw": words, field.key: deadline}
        case FieldKind.LINES:
            return {field.key: tuple(x for kind, x in record.others if kind == "other" or not _supervised(record))}
    return {field.key: words}


def _nothing(record: Record) -> Passage:
    return Passage("", Span(record.end, record.end))


def _problem_title(statement: Passage) -> Passage:
    """标题 = up to the first 。 (or full stop behind a Chinese character) or line end, without it."""
    match = re.match(r"(?:[^。\n.]|(?<![一-鿿])\.|\.(?=[0-9]))*", statement.text)
    words = match.group().rstrip() if match else ""
    return Passage(words, Span(statement.span.start, statement.span.start + len(words)))


def _charged(text: str, record: Record, field: str, names: PlanNames) -> tuple[Passage, tuple[Duty, ...]]:
    """The units of a field; for 验收单位 stands 督导单位 where none is named."""
    return _units(text, record, "supervision" if field == "acceptance" and _supervised(record) else field, names)


def _supervised(record: Record) -> bool:
    return not any(record.fields.get(kind) for kind in UNIT_LABELS["acceptance"])


def _units(text: str, record: Record, field: str, names: PlanNames) -> tuple[Passage, tuple[Duty, ...]]:
    """责任单位, or 牵头单位 and 配合单位; with both, the raw words run from the first to the end of the last."""
    given = [(passage, kind) for kind in UNIT_LABELS[field] if (passage := record.fields.get(kind))]
    if not given:
        return _nothing(record), ()
    others = Role.MEMBER if Role.LEAD in [UNIT_LABELS[field][kind] for _, kind in given] else None
    spans = [passage.span for passage, _ in given]
    own = [span for span in spans if span.start >= record.start]  # others are those of a problem above
    duties: dict[str, Duty] = {}
    for passage, kind in sorted(given, key=lambda x: x[0].span) if len(own) == len(spans) else given:
        for duty in parse_duties(passage, names, text, UNIT_LABELS[field][kind] or others):
            duties.setdefault(duty.unit, duty)
    own = own or spans
    return trimmed(text, min(span.start for span in own), max(span.end for span in own)), tuple(duties.values())
