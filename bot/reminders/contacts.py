"""Who is mentioned under a digest, and with what of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.messages import Contact, Mark, Paragraph, Paragraphs, sentences

from .digests import Digest, Line
from .text import problem_counts
from .words import WORDS

_MOST = 10


def mentions(digest: Digest, contacts: Iterable[Contact]) -> Paragraphs:
    """A line a person with what the digest has for them; nothing for whom it has nothing."""
    people = {c.key: c for c in contacts}
    named = tuple(contacts)
    found = [(person, lines) for person in people.values() if (lines := _of(digest, [c for c in named if c.key == person.key]))]
    told = (Paragraph(Mark.PLAIN, _what(lines), person.name, person.key) for person, lines in found[:_MOST])
    return (*sentences("", WORDS.contacts), *told) if found else ()


def _of(digest: Digest, duties: Iterable[Contact]) -> list[Line]:
    return [line for line in digest.lines if any(_is_of(duty, line) for duty in duties)]


def _is_of(duty: Contact, line: Line) -> bool:
    """Whether a line is of somebody's problem or party; of somebody with neither every line is."""
    whose = {p.name for p in line.mine}
    return duty.task == line.entry.item.task if duty.task else not duty.party or duty.party in whose


def _what(lines: Iterable[Line]) -> str:
    return WORDS.contact.format(problems=problem_counts(Counter(line.entry.item.problem.number for line in lines)))
