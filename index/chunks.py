"""Plan → chunks: the pieces that are searched, each with a stable id, its place in the plan and what is embedded of it.

One chunk a field, a measure, a sentence and a body paragraph, with the problem's title as context
(.github/decisions/0004-one-chunk-a-field.md). A phrasing (常见问法) is a chunk too: words of people, not of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from itertools import count

from corpus.model import FIELDS, FieldKind, Measure, Passage, Plan, Problem, Span

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_SHORTEST = 6


class Kind(StrEnum):
    """What a chunk is a piece of.

    OUTSIDE belongs to no problem: how people ask about what no plan says, the background against which a question is judged.
    """

    TITLE = "title"
    FINDING = "finding"
    GOAL = "goal"
    MEASURE = "measure"
    MILESTONE = "milestone"
    BODY = "body"
    PHRASING = "phrasing"
    OUTSIDE = "outside"

    @property
    def whole(self) -> bool:
        """A piece of what is said of a problem as a whole, not of a single measure."""
        return self not in (Kind.MEASURE, Kind.MILESTONE, Kind.BODY) and not self.spoken

    @property
    def spoken(self) -> bool:
        """People's words, not the plan's: embedded as a query."""
        return self in (Kind.PHRASING, Kind.OUTSIDE)


@dataclass(frozen=True)
class Phrasing:
    """One way people ask for a problem (or one of its measures), or for a section of the body (`problem` None)."""

    problem: int | None
    measure: str | None
    text: str
    section: int | None = None


@dataclass(frozen=True)
class Chunk:
    """A piece of the plan, or a phrasing; `text` is the piece itself, `context` what it belongs to.

    `span` is None for a phrasing. Ids: p23.finding.0, p23.measure.2.1, s3.2.0, p23.phrasing.<hash>.
    """

    id: str
    kind: Kind
    problem: int | None
    measure: str | None
    section: int | None
    text: str
    context: str
    span: Span | None = None

    @property
    def embedded(self) -> str:
        """What the model reads: the piece behind its context, a phrasing by itself."""
        return f"{self.context}：{self.text}" if self.context else self.text

    @property
    def key(self) -> str:
        """Hash of what is embedded: equal keys share a vector across revisions."""
        return content_key(self.embedded, self.kind.spoken)


def content_key(text: str, phrasing: bool) -> str:
    """Hash under which a vector is kept; a phrasing is embedded as a query, so it has its own."""
    return sha256(f"{'q' if phrasing else 'd'}\0{text}".encode()).hexdigest()[:32]


def chunk_plan(plan: Plan, phrasings: Iterable[Phrasing] = (), background: Iterable[tuple[Kind, str]] = ()) -> tuple[Chunk, ...]:
    """All chunks of a plan in its order, then the phrasings of problems and sections that it has, then the background."""
    chunks: list[Chunk] = []
    for problem in plan.problems:
        chunks += _of_problem(problem)
    chunks += _of_body(0, plan.title, plan.preamble)
    for section in plan.sections:
        chunks += _of_body(section.ordinal, section.title.text, section.paragraphs)
    numbers = {p.number for p in plan.problems}
    sections = {s.ordinal for s in plan.sections}
    for phrasing in phrasings:
        if phrasing.problem in numbers or (phrasing.problem is None and phrasing.section in sections):
            chunks.append(_of_phrasing(phrasing))
    chunks += [Chunk(f"{k}.{content_key(t, True)[:12]}", k, None, None, None, t, "") for k, t in background]
    return tuple(_distinct(chunks))


def _distinct(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """What people say is kept once; a piece of the plan whose id is taken (two sections numbered alike) gets one of its own."""
    taken: set[str] = set()
    for chunk in chunks:
        copies = (replace(chunk, id=f"{chunk.id}~{n}") for n in count(2))
        if chunk.id in taken and not chunk.kind.spoken:
            chunk = next(c for c in copies if c.id not in taken)
        if chunk.id not in taken:
            taken.add(chunk.id)
            yield chunk


def sentences(passage: Passage) -> Iterator[Passage]:
    """The passage cut behind 。；！？, very short ends left out."""
    for match in _SENTENCE.finditer(passage.text):
        words = match.group().strip()
        if len(words) >= _SHORTEST:
            start = passage.span.start + match.start() + (len(match.group()) - len(match.group().lstrip()))
            yield Passage(words, Span(start, start + len(words)))


def _of_problem(problem: Problem) -> Iterator[Chunk]:
    title = problem.title.text
    yield _chunk(problem, Kind.TITLE, None, "", problem.title, "")
    for field in (f for f in FIELDS if f.searched):
        if field.kind is FieldKind.MEASURES:
            yield from _of_measures(problem, title)
        else:
            yield from _with_sentences(problem, Kind(field.searched), None, field.passage(problem), title)


def _of_measures(problem: Problem, title: str) -> Iterator[Chunk]:
    for measure in problem.measures:
        yield from _with_sentences(problem, Kind.MEASURE, measure.ordinal, measure.passage, title)
        for i, passage in enumerate(milestones_in_full(measure)):
            yield _chunk(problem, Kind.MILESTONE, measure.ordinal, f".{i}", passage, title)


def _with_sentences(problem: Problem, kind: Kind, measure: str | None, passage: Passage, title: str) -> Iterator[Chunk]:
    if not passage:
        return
    pieces = list(sentences(passage))
    yield _chunk(problem, kind, measure, "", passage, title)
    if len(pieces) > 1:
        for i, piece in enumerate(pieces):
            yield _chunk(problem, kind, measure, f".{i}", piece, title)


_IN_FULL = 120
"""Characters up to which a milestone is quoted with what stands before it in its sentence."""


def milestones_in_full(measure: Measure) -> list[Passage]:
    """Each milestone with the words before it in its sentence, which say of what it speaks (…项目前期工作，争取2025年6月底前开工).

    One whose time stands beside the measure is quoted with that, as it is.
    """
    full, free = [], measure.passage.span.start
    for milestone in measure.milestones:
        start, end = milestone.quote.span
        before = measure.passage.text[free - measure.passage.span.start : start - measure.passage.span.start]
        lead = re.split(r"[。；！？\n]", before)[-1].lstrip("，,、 ")
        whole = measure.passage.text[start - len(lead) - measure.passage.span.start : end - measure.passage.span.start]
        inside = end <= measure.passage.span.end and len(whole) <= _IN_FULL
        full.append(Passage(whole, Span(start - len(lead), end)) if inside else milestone.quote)
        free = max(free, end)
    return full


def _chunk(problem: Problem, kind: Kind, measure: str | None, suffix: str, passage: Passage, title: str) -> Chunk:
    id_ = ".".join(filter(None, (f"p{problem.number}", kind.value, measure))) + suffix
    return Chunk(id_, kind, problem.number, measure, None, passage.text, title, passage.span)


def _of_body(ordinal: int, title: str, paragraphs: tuple[Passage, ...]) -> Iterator[Chunk]:
    """Sentences of a part of the body; 0 is the preamble."""
    for i, paragraph in enumerate(paragraphs):
        for j, piece in enumerate(sentences(paragraph)):
            yield Chunk(f"s{ordinal}.{i}.{j}", Kind.BODY, None, None, ordinal, piece.text, title, piece.span)


def _of_phrasing(phrasing: Phrasing) -> Chunk:
    owner = f"p{phrasing.problem}" if phrasing.problem is not None else f"s{phrasing.section}"
    id_ = f"{owner}.phrasing.{content_key(phrasing.text, True)[:12]}"
    return Chunk(id_, Kind.PHRASING, phrasing.problem, phrasing.measure, phrasing.section, phrasing.text, "")
