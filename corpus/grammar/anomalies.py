"""What is odd about a plan, in sentences for administrators: counts, numbers and fields that do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from corpus.model import FIELDS, Aspect, DeadlineKind, Field, FieldKind, Measure, Passage, Problem
from corpus.text.labels import DEMANDED_KINDS, UNIT_LABELS
from corpus.text.lookalikes import misread_dates
from corpus.text.numbers import to_int

from .deadlines import find_terms
from .fields import labels_within
from .records import Record
from .units import PlanNames
from .words import HARM, LIST, PROBLEM

_FEWEST_FIELDS = 3
_COUNTED = re.compile(
    r"(?:(?P<aspects>[0-9]{1,3}|[一二三四五六七八九十]{1,3})个?方面[^。；，0-9]{0,8}?)?(?<![第0-9一二三四五六七八九十])(?P<n>[0-9]{1,4}|[一二三四五六七八九十]{1,4})\s{0,3}(?:个|项|条)(?:具体|突出|主要|反馈|生态环境|整改)*(?:问题|任务)"
)


def harm(words: str) -> int:
    """How early a finding is to be read: a problem nobody answers for or without a day, a doubtful day, words left out."""
    return next((i for i, signs in enumerate(HARM) if any(sign in words for sign in signs)), len(HARM))


def numbered(records: list[Record]) -> tuple[list[int], list[str]]:
    """The printed numbers where they rise, else 1, 2, 3 … in the order of the list; and what is odd about them."""
    printed = [r.number for r in records if r.number is not None]
    if len(printed) < len(records):
        return _renumbered(records), [_without_number(records)]
    falls = [i for i, (a, b) in enumerate(pairwise(printed), 1) if a >= b]
    if falls:
        at = falls[0]
        said = LIST.falls.format(row=records[at].row, before=printed[at - 1], number=printed[at], count=len(records))
        return _renumbered(records), [said]
    return printed, [LIST.gap.format(before=a, number=b) for a, b in pairwise(printed) if b != a + 1]


def _renumbered(records: list[Record]) -> list[int]:
    return list(range(1, len(records) + 1))


def _without_number(records: list[Record]) -> str:
    missing = [r.row for r in records if r.number is None]
    return LIST.unnumbered.format(count=len(missing), row=missing[0])


def odd_fields(problem: Problem, record: Record, names: PlanNames) -> list[str]:
    """What is missing from a problem, or said so that it may be read in two ways; without the problem's name."""
    return [
        *(PROBLEM.missing.format(name=field.name) for field in missing(problem)),
        *_odd_times(problem),
        *_doubtful_times(problem, names),
        *_replaced(record),
    ]


def missing(problem: Problem) -> tuple[Field, ...]:
    """The fields that the problem should have and has not; units that are given as 无 are none."""
    return tuple(field for field in FIELDS if field.required and not (field.given(problem) and _names_somebody(field, problem)))


def _names_somebody(field: Field, problem: Problem) -> bool:
    return field.kind is not FieldKind.UNITS or bool(field.value(problem))


def _odd_times(problem: Problem) -> Iterator[str]:
    said = problem.deadline_raw.text[:20]
    if said and problem.deadline.kind is DeadlineKind.NONE and not misread_dates(problem.deadline_raw.text):
        yield PROBLEM.no_time.format(words=said)
    if problem.deadline.ambiguous:
        yield PROBLEM.ambiguous.format(words=said)
    for measure in problem.measures:
        for stone in measure.milestones:
            if stone.ambiguous:
                yield PROBLEM.ambiguous_stone.format(measure=measure.ordinal, words=stone.quote.text[:16], day=stone.due)


def _doubtful_times(problem: Problem, names: PlanNames) -> Iterator[str]:
    """Dates that were misread or lack their year, as those that read the plan must know."""
    measures = [
        (PROBLEM.measure.format(number=m.ordinal), words, names.title_year) for m in problem.measures for words in _said(m)
    ]
    for name, passage, year in [(PROBLEM.term, problem.deadline_raw, names.year), *measures]:
        for start, end in misread_dates(passage.text):
            yield PROBLEM.misread.format(name=name, words=passage.text[start:end].strip())
        own = names.own_year
        if [t.due for t in find_terms(passage.text)] != [t.due for t in find_terms(passage.text, year, own)]:
            yield PROBLEM.no_year.format(name=name, year=year or own, words=passage.text[:16])


def _said(measure: Measure) -> list[Passage]:
    """A measure's words, and the quotes of milestones whose time stands beside it."""
    return [measure.passage, *(x.quote for x in measure.milestones if x.quote.span.end > measure.passage.span.end)]


def _replaced(record: Record) -> Iterator[str]:
    given = record.fields.keys()
    if not given & UNIT_LABELS["acceptance"].keys() and given & UNIT_LABELS["supervision"].keys():
        yield PROBLEM.supervised


def miscounts(body: Iterable[Passage], problems: tuple[Problem, ...], aspects: tuple[Aspect, ...]) -> list[str]:
    """Where the body's own count (5方面31个问题) is not that of the list."""
    sentences = [sentence for passage in body for sentence in re.split(r"[。；]", passage.text)]
    return [words for sentence in sentences for words in _miscounted(sentence, len(problems), len(aspects))]


def _miscounted(sentence: str, problems: int, aspects: int) -> Iterator[str]:
    match = _COUNTED.search(sentence)
    if not match or not re.search(r"反馈|指出|督察报告|移交", sentence) or "信访" in match.group():
        return
    said, said_aspects = to_int(match["n"]), to_int(match["aspects"] or "")
    if said is not None and said != problems:
        yield LIST.problems.format(said=match.group(), count=problems)
    if said_aspects is not None and aspects and said_aspects != aspects:
        yield LIST.aspects.format(said=match["aspects"], count=aspects)


def unlisted(text: str, body: Iterable[Passage]) -> Iterator[str]:
    """Paragraphs around the list that have the fields of a problem and are none."""
    for passage in body:
        kinds = {x.kind for x in labels_within(passage.text)} if len(re.findall("[：:]", passage.text)) >= _FEWEST_FIELDS else ()
        if len({*kinds} & {*DEMANDED_KINDS}) >= _FEWEST_FIELDS:
            yield LIST.unlisted.format(row=text.count("\n", 0, passage.span.start) + 1, words=passage.text[:20])
