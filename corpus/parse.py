"""Plan text → Plan, one function per grammar rule; what is odd is collected in sentences, never repaired in silence.

方案   = 标题 引言 部分* 清单 部分*
部分   = 一、 标题 段落*                    the body before (or after) the task list
清单   = (方面? 问题+)*                     records: corpus.records, corpus.rows
方面   = 一、 标题                          directly above a problem
问题   = 编号 督察发现 责任单位 验收单位 整改目标 整改时限 整改措施   in any order, any may be missing
标题   = the first sentence of the 督察发现, without its 。
"""

from __future__ import annotations

import re
from itertools import pairwise

from .deadlines import parse_deadline
from .errors import PlanError
from .layout import normalise
from .measures import parse_measures
from .model import Aspect, Deadline, DeadlineKind, Duty, Passage, Plan, Problem, Role, Section, Span
from .numbering import read_number
from .numerals import to_chinese, to_int
from .records import Line, Record, find_labelled, label_names, read_lines, trimmed
from .rows import find_rows
from .units import PlanNames, find_districts, find_short_names, parse_duties

_LIST_TITLE = re.compile(
    r"^(?:附件\s*[0-9一二三四五六七八九十]*\s*[：:]?.{0,60}|[^。，；]{0,50}(?:清单|任务表|分工表|措施表|一览表|台账)[^。，；]{0,12})$"
)
_STRAY = re.compile(r"^(?:附件|附表|附图)\s*[0-9一二三四五六七八九十]*\s*[：:]?$|^[（(]?此页无正文[）)]?$|^（?完）?$")
_AFTERWORD = re.compile(
    r"^[（(]?(?:注|说明|附注)\s*[：:]|^(?:抄送|抄报|联系人|联系电话)\s*[：:]"
    r"|^[^。；]{4,40}[ 　]*[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日印发$"
)
_BARE_DATE = re.compile(
    r"^(?:[0-9]{4}|二[〇零○][〇零○一二三四五六七八九]{2})年(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月[0-9一二三四五六七八九十]{1,3}日$"
)
_UNIT_FIELDS = ("responsible", "lead", "member", "acceptance", "supervision")
_MISSING = {
    "responsible": "责任单位",
    "acceptance": "验收单位",
    "goal": "整改目标",
    "deadline": "整改时限",
    "measures": "整改措施",
}
_COUNTED = re.compile(
    r"(?:(?P<aspects>[0-9]+|[一二三四五六七八九十]+)个?方面[^。；，0-9]{0,8}?)?(?P<n>[0-9]+|[一二三四五六七八九十]{1,4})\s*(?:个|项|条)(?:具体|突出|主要|反馈|生态环境|整改)*(?:问题|任务)"
)


def parse_plan(text: str) -> Plan:
    """The plan that `text` writes.

    Raises:
        PlanError: when the text holds no problem with fields, with the reason.
    """
    text = normalise(text)
    lines = read_lines(text)
    records, anomalies = find_rows(text, lines) or find_labelled(text, lines)
    if not records:
        raise PlanError(_why_not(lines))
    aspects = _aspect_lines(lines, records)
    list_start = min([records[0].start, *(line.start for _, line, _ in aspects[:1])])
    body_end = _trailing_body(lines, records, [n for n, _, _ in _section_lines(lines, 0, list_start)])
    _trim_records(text, lines, records, aspects, body_end, anomalies)
    title, preamble_start = _title(lines, list_start)
    sections = _sections(text, lines, preamble_start, list_start) + _sections(text, lines, body_end, len(text))
    first_section = next((x.start for _, x, _ in _section_lines(lines, preamble_start, list_start)), list_start)
    preamble = tuple(trimmed(text, x.start, x.end) for x in _body_lines(lines, preamble_start, first_section))
    numbers = _numbers(records, anomalies)
    districts = find_districts([r.fields[k].text for r in records for k in _UNIT_FIELDS if k in r.fields], text, title)
    names = PlanNames(districts, find_short_names(text))
    problems = tuple(
        _problem(text, record, number, _aspect_of(record, aspects), names, anomalies)
        for record, number in zip(records, numbers, strict=True)
    )
    parsed_aspects = tuple(
        Aspect(n, title_, tuple(p.number for p in problems if p.aspect == n and _within(p, line, aspects)))
        for n, line, title_ in aspects
    )
    _check_counts(preamble, sections, problems, parsed_aspects, anomalies)
    return Plan(title, text, preamble, sections, parsed_aspects, problems, districts, tuple(anomalies))


def _why_not(lines: list[Line]) -> str:
    if not lines:
        return "文件里没有文字。"
    return "没有读到整改问题：文中找不到“责任单位”“整改措施”这类栏目，这不像一份整改方案。"


# --- the parts around the problems ------------------------------------------------------------------------


def _title(lines: list[Line], list_start: int) -> tuple[str, int]:
    """标题 = the short lines at the top up to …方案 or …清单; returns it and where the rest begins.

    Behind a covering notice (…关于印发…方案的通知) it is the line that names the plan once more.
    """
    words, rest = _top_lines(lines, list_start)
    if re.search(r"(?:通知|函)(?:[^。]{0,40}[：:])?$", words):
        for line in lines:
            if rest <= line.start < list_start and len(line.text) <= 60 and re.search(r"^[^。；：《]+(?:方案|清单)$", line.text):
                return line.text, line.end
    return words, rest


def _top_lines(lines: list[Line], list_start: int) -> tuple[str, int]:
    words = ""
    for line in lines:
        if line.start >= list_start or len(line.text) > 45 or line.text.endswith(("。", "；")) or len(words) > 90:
            return words, line.start
        if words and read_number(line.text):
            return words, line.start
        if not re.search(r"〔[0-9]{4}〕|^附件", line.text):
            words += line.text
        if re.search(r"(?:方案|清单|任务表|措施表|分工表)(?:》|（[^）]*）)?$", words):
            return words, line.end
    return words, list_start


def _section_lines(lines: list[Line], start: int, end: int) -> list[tuple[int, Line, Passage]]:
    """Headings 一、 二、 … in sequence between two places."""
    found: list[tuple[int, Line, Passage]] = []
    for line in lines:
        if not start <= line.start < end:
            continue
        number = read_number(line.text)
        if number and number.style == "cn_dot" and number.value == len(found) + 1 and len(line.text) <= 60:
            passage = Passage(line.text[number.width :].rstrip("。"), Span(line.start + number.width, 0))
            title = Passage(passage.text, Span(passage.span.start, passage.span.start + len(passage.text)))
            found.append((number.value, line, title))
    return found


def _sections(text: str, lines: list[Line], start: int, end: int) -> tuple[Section, ...]:
    """部分 = 一、 标题 段落*"""
    heads = _section_lines(lines, start, end) if start < end else []
    if start and not heads:
        heads = [(n, x, t) for n, x, t in _continued(lines, start, end)]
    sections = []
    stops = [*(line.start for _, line, _ in heads[1:]), end]
    for (ordinal, line, title), stop in zip(heads, stops, strict=False):
        paragraphs = tuple(trimmed(text, x.start, x.end) for x in _body_lines(lines, line.end, stop))
        sections.append(Section(ordinal, title, paragraphs))
    return tuple(sections)


def _continued(lines: list[Line], start: int, end: int) -> list[tuple[int, Line, Passage]]:
    """Headings behind the task list, which go on counting from the body before it."""
    found = []
    for line in lines:
        number = read_number(line.text) if start <= line.start < end else None
        if number and number.style == "cn_dot" and len(line.text) <= 60:
            found.append((number.value, line, trimmed(line.text, number.width, len(line.text))))
    return [(n, x, Passage(t.text, Span(x.start + t.span.start, x.start + t.span.end))) for n, x, t in found]


def _body_lines(lines: list[Line], start: int, end: int) -> list[Line]:
    """Paragraphs between two places, without the title of the list that may close them."""
    body = [x for x in lines if start <= x.start < end]
    while body and _closes_body(body):
        body.pop()
    return body


def _closes_body(body: list[Line]) -> bool:
    """Whether the last line is the list's title, a line of a title broken in two, its 附件 or a table's header."""
    last = body[-1].text
    if _LIST_TITLE.match(last) or _STRAY.match(last) or all(c.replace(" ", "") in label_names() for c in last.split("\t")):
        return True
    unfinished = len(last) < 40 and not last.endswith(("。", "；", "："))
    return unfinished and any(_LIST_TITLE.match(x.text) for x in body[-3:])


def _trailing_body(lines: list[Line], records: list[Record], ordinals: list[int]) -> int:
    """Where the body goes on behind the last problem (四、保障措施 after a list that stood in 三、)."""
    if ordinals:
        for line in lines:
            number = read_number(line.text) if line.start > records[-1].start else None
            if (
                number
                and number.style == "cn_dot"
                and number.value == ordinals[-1] + 1
                and len(line.text) <= 40
                and records[-1].style != "cn_dot"
            ):
                return line.start
    return records[-1].end


def _aspect_lines(lines: list[Line], records: list[Record]) -> list[tuple[int, Line, Passage]]:
    """方面: a heading in another style than the problems', directly above a problem, counting from one."""
    found: list[tuple[int, Line, Passage]] = []
    style = None
    for record in records:
        above = [x for x in lines if x.start < record.start][-1:]
        number = read_number(above[0].text) if above else None
        if not number or number.style not in ("cn_dot", "part", "paren_cn") or number.style == record.style:
            continue
        line = above[0]
        if line.text.endswith(("；", ";")) or len(line.text) > 80 or style not in (None, number.style):
            continue
        if number.value == len(found) + 1:
            style = number.style
            title = line.text[number.width :].rstrip("。：:")
            start = line.start + number.width
            found.append((number.value, line, Passage(title, Span(start, start + len(title)))))
    return found


def _aspect_of(record: Record, aspects: list[tuple[int, Line, Passage]]) -> int | None:
    before = [n for n, line, _ in aspects if line.start < record.start]
    return before[-1] if before else None


def _within(problem: Problem, line: Line, aspects: list[tuple[int, Line, Passage]]) -> bool:
    return problem.span.start > line.start and problem.aspect in [n for n, x, _ in aspects if x is line]


def _trim_records(
    text: str,
    lines: list[Line],
    records: list[Record],
    aspects: list[tuple[int, Line, Passage]],
    body_end: int,
    anomalies: list[str],
) -> None:
    """Ends each record before the next aspect or body part, and takes stray lines (附件) off its last field."""
    stops = sorted([*(line.start for _, line, _ in aspects), body_end])
    for record in records:
        record.end = min([record.end, *(s for s in stops if s > record.start)])
        inside = [x for x in lines if record.start < x.start < record.end]
        if record is records[-1] and (tail := _tail(inside)):
            record.end = tail.start
            anomalies.append(f"第{tail.row}行起“{tail.text[:20]}”是清单之后的文字，未收录")
            inside = [x for x in inside if x.start < tail.start]
        while inside and (_STRAY.match(inside[-1].text) or _is_list_title(inside[-1])):
            line = inside.pop()
            record.end = line.start
            anomalies.append(f"第{line.row}行“{line.text[:20]}”不属于任何栏目，未收录")
        for kind, value in record.fields.items():
            if value.span.end > record.end:
                record.fields[kind] = trimmed(text, min(value.span.start, record.end), record.end)


def _tail(inside: list[Line]) -> Line | None:
    """The first line behind the last problem that is no part of it: a note, a signature with its date, 抄送."""
    for before, line in zip([None, *inside], inside, strict=False):
        if _AFTERWORD.match(line.text):
            return line
        if _BARE_DATE.match(line.text):
            signed = before is not None and re.search(r"^[^，。；：]{4,30}(?:政府|办公室|委员会|局|组|专班)$", before.text)
            return before if signed else line
    return None


def _is_list_title(line: Line) -> bool:
    return bool(_LIST_TITLE.match(line.text)) and not read_number(line.text) and "：" not in line.text


# --- one problem ------------------------------------------------------------------------------------------


def _numbers(records: list[Record], anomalies: list[str]) -> list[int]:
    """The printed numbers where they rise; else 1, 2, 3 … in the order of the list, and that is said."""
    printed = [r.number for r in records]
    if all(n is not None for n in printed) and all(a < b for a, b in pairwise(printed)):  # type: ignore[operator]
        for a, b in pairwise(printed):
            if b != a + 1:  # type: ignore[operator]
                anomalies.append(f"问题编号由{a}跳到{b}，中间缺号")
        return [n for n in printed if n is not None]
    missing = [r.row for r in records if r.number is None]
    if missing:
        anomalies.append(f"有{len(missing)}个问题没有编号（第{missing[0]}行等），已按出现顺序重新编号")
    else:
        at = next(i for i, (a, b) in enumerate(pairwise(printed), 1) if a >= b)  # type: ignore[operator]
        anomalies.append(
            f"问题编号在第{records[at].row}行重新开始或重复（{printed[at - 1]}之后是{printed[at]}），"
            f"已按出现顺序编为1至{len(records)}"
        )
    return list(range(1, len(records) + 1))


def _problem(text: str, record: Record, number: int, aspect: int | None, names: PlanNames, anomalies: list[str]) -> Problem:
    """问题 = 编号 督察发现 责任单位 验收单位 整改目标 整改时限 整改措施"""
    responsible_raw, responsible = _responsible(text, record, names)
    acceptance_raw = record.fields.get("acceptance") or record.fields.get("supervision") or _nothing(record)
    deadline_raw = record.fields.get("deadline") or _nothing(record)
    measures, odd = parse_measures(record.fields.get("measures") or _nothing(record), record.style)
    problem = Problem(
        number=number,
        aspect=aspect,
        title=_problem_title(record.statement),
        statement=record.statement,
        responsible_raw=responsible_raw,
        responsible=responsible,
        acceptance_raw=acceptance_raw,
        acceptance=parse_duties(acceptance_raw, names, text) if acceptance_raw else (),
        goal=record.fields.get("goal") or _nothing(record),
        deadline_raw=deadline_raw,
        deadline=parse_deadline(deadline_raw.text) if deadline_raw else Deadline(DeadlineKind.NONE),
        measures=measures,
        span=Span(record.start, record.end),
    )
    anomalies += [f"{label(number)}{words}" for words in [*odd, *_odd_fields(problem, record)]]
    return problem


def label(number: int) -> str:
    """问题（二十三）, as people and anomalies name a problem."""
    return f"问题（{to_chinese(number)}）"


def _nothing(record: Record) -> Passage:
    return Passage("", Span(record.end, record.end))


def _problem_title(statement: Passage) -> Passage:
    """标题 = up to the first 。 or line end, without it."""
    match = re.match(r"[^。\n]*", statement.text)
    words = match.group().rstrip() if match else ""
    return Passage(words, Span(statement.span.start, statement.span.start + len(words)))


def _responsible(text: str, record: Record, names: PlanNames) -> tuple[Passage, tuple[Duty, ...]]:
    """责任单位, or 牵头单位 and 配合单位; with both, the raw words run from the first to the end of the last."""
    roles = {"responsible": None, "lead": Role.LEAD, "member": Role.MEMBER}
    given = [(record.fields[k], role) for k, role in roles.items() if record.fields.get(k)]
    if not given:
        return _nothing(record), ()
    duties: dict[str, Duty] = {}
    for passage, role in sorted(given, key=lambda x: x[0].span):
        for duty in parse_duties(passage, names, text, role):
            duties.setdefault(duty.unit, duty)
    raw = trimmed(text, min(p.span.start for p, _ in given), max(p.span.end for p, _ in given))
    return raw, tuple(duties.values())


def _odd_fields(problem: Problem, record: Record) -> list[str]:
    odd = []
    present = {
        "responsible": problem.responsible_raw,
        "acceptance": problem.acceptance_raw,
        "goal": problem.goal,
        "deadline": problem.deadline_raw,
        "measures": problem.measures,
    }
    odd += [f"缺少{_MISSING[k]}" for k, value in present.items() if not value]
    if not problem.statement:
        odd.append("缺少问题描述")
    if problem.deadline_raw and problem.deadline.kind is DeadlineKind.NONE:
        odd.append(f"的整改时限没有可识别的时间：{problem.deadline_raw.text[:20]}")
    if problem.deadline.ambiguous:
        odd.append(f"的整改时限写法有歧义：{problem.deadline_raw.text[:20]}，按该时段开始前一天计")
    odd += [
        f"措施{m.ordinal}的时间有歧义：“{stone.quote.text[:16]}”，按{stone.due}计"
        for m in problem.measures
        for stone in m.milestones
        if stone.ambiguous
    ]
    if "acceptance" not in record.fields and "supervision" in record.fields:
        odd.append("没有验收单位，以督导单位代替")
    return odd


def _check_counts(
    preamble: tuple[Passage, ...],
    sections: tuple[Section, ...],
    problems: tuple[Problem, ...],
    aspects: tuple[Aspect, ...],
    anomalies: list[str],
) -> None:
    """The body's own count (5方面31个问题) against the list."""
    for passage in [*preamble, *(p for s in sections for p in s.paragraphs)]:
        for sentence in re.split(r"[。；]", passage.text):
            match = _COUNTED.search(sentence)
            if not match or not re.search(r"反馈|指出|督察报告|移交", sentence) or "信访" in match.group():
                continue
            said = to_int(match["n"])
            if said is not None and said != len(problems):
                anomalies.append(f"正文写“{match.group()}”，清单实有{len(problems)}个问题")
            said_aspects = to_int(match["aspects"] or "")
            if said_aspects is not None and aspects and said_aspects != len(aspects):
                anomalies.append(f"正文写“{match['aspects']}方面”，清单实有{len(aspects)}个方面")
