"""The steps of a revision, the same in the terminal and in chat: draft, build, check, switch.

draft   what the new text says, what it changes, and what it seems to have lost; nothing is written
build   the next revision beside the others
check   the built one answers its own questions
switch  one step, and only while the plan that was compared with is still the published one
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.answers.desk import Desk
from bot.config import Config
from bot.storage.begun import refuse_lost_plan
from corpus.diff import Difference, compare
from corpus.errors import RectifyError
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from corpus.report import Report, report_on
from index.chunks import Phrasing
from index.embedder import Embedder, Progress, SentenceEmbedder
from index.manifest import NoRevision
from index.phrasings import BUNDLED_PLAN, bundled_phrasings, bundled_plan_text
from index.revision import Built, build, kept_plan, lineage, load, load_plan
from index.search import Searcher
from index.store import current, discard, prune, publish
from index.vocabulary import background

from .changes import difference_text, findings, report_text
from .checks import lost, misquoted, unanswered
from .examples import learned
from .meter import meter
from .words import CHANGES, REPORT


def open_desk(config: Config, embedder: Embedder | None = None) -> Desk:
    """The desk of the published revision.

    Raises:
        RevisionError: the index is damaged or of another model, or cannot be built here.
    """
    embedder = embedder or SentenceEmbedder(config.model)
    publish_bundled(config, embedder)
    revision = load(config.revisions, embedder.name)
    return Desk.of(revision.plan, Searcher(revision, embedder), learned(config.examples))


def publish_bundled(config: Config, embedder: Embedder | None = None) -> None:
    """Build and publish the bundled plan, unless something is published already.

    Raises:
        PlanLost: the ledger has entries, so there was one.
    """
    if current(config.revisions) is None:
        refuse_lost_plan(config.ledger)
        embedder = embedder or SentenceEmbedder(config.model)
        built = build_revision(config.revisions, bundled_plan_text(), BUNDLED_PLAN, embedder)
        publish(config.revisions, built.manifest.number)


def build_revision(
    root: Path,
    text: str,
    source: str,
    embedder: Embedder,
    accepted: Iterable[tuple[int, str]] = (),
    matched: Mapping[int, int] | None = None,
    progress: Progress | None = None,
) -> Built:
    """Build (not publish) a revision of `text` with the shipped phrasings that fit it and the accepted ones, (problem, words).

    `matched` is what corpus.diff or an administrator found of which problem became which. Without `progress` it is
    told on stderr.
    """
    phrasings = (*bundled_phrasings(parse_plan(text)), *(Phrasing(number, None, words) for number, words in accepted))
    if progress:
        return build(root, text, source, phrasings, embedder, background(), progress, matched)
    with meter() as told:
        return build(root, text, source, phrasings, embedder, background(), told, matched)


def desk_of(root: Path, number: int, embedder: Embedder) -> Desk:
    """The desk of a revision that need not be published.

    Raises:
        RevisionError: it is damaged or of another model.
    """
    revision = load(root, embedder.name, number)
    return Desk.of(revision.plan, Searcher(revision, embedder))


@dataclass(frozen=True)
class Draft:
    """A new text beside the plan in use; `old` is None where there is nothing to compare with.

    `base` is the revision it was compared with, `lost` what looks as if the text were not whole.
    """

    text: str
    source: str
    plan: Plan
    old: Plan | None
    base: int | None
    difference: Difference
    report: Report
    notes: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def said(self) -> list[str]:
        """Everything an administrator has to look at, in sentences."""
        return [*findings(self.report), *self.notes, *self.lost]

    def as_text(self) -> str:
        """The report on reading, then the difference."""
        changes = difference_text(self.difference, self.old, self.plan)
        return "\n".join(
            [report_text(self.report), "", changes, *(REPORT.check.format(words=x) for x in (*self.notes, *self.lost))]
        )


def plan_in_use(root: Path) -> Plan:
    """The published plan, or before the first the bundled one.

    Raises:
        RevisionError: the published revision is damaged.
    """
    try:
        return load_plan(root)
    except NoRevision:
        return parse_plan(bundled_plan_text())


def draft(
    root: Path,
    text: str,
    source: str,
    settled: Mapping[int, int | None] | None = None,
    notes: Iterable[str] = (),
) -> Draft:
    """What `text` would change; `settled` is what was decided of doubtful problems (corpus.diff.compare), `notes`
    what was told of reading the file.

    Raises:
        PlanError: the text is no plan.
    """
    plan = parse_plan(text)
    said, old, base = [*notes], None, None
    try:
        base = current(root)
        old = plan_in_use(root)
    except RectifyError as error:
        old = kept_plan(root)
        said.append(CHANGES.compared_with_copy if old else CHANGES.not_compared.format(error=error))
    difference = compare(old, plan, settled) if old else None
    if old is None or difference is None or not difference.matched:
        old, difference = None, Difference({}, tuple(p.number for p in plan.problems), (), {}, {}, ())
    missing = [*misquoted(plan), *(lost(difference, old, plan) if old else ())]
    return Draft(text, source, plan, old, base, difference, report_on(plan), tuple(said), tuple(missing))


def build_draft(
    root: Path, new: Draft, embedder: Embedder, phrasings: Iterable[tuple[str, str]] = (), progress: Progress | None = None
) -> Built:
    """Build the draft's revision; accepted phrasings, (id of their problem, words), follow their problems.

    Raises:
        RevisionError: another build is running, or it cannot be written.
    """
    matched = new.difference.matched if new.old else None
    accepted = _followed(root, phrasings, matched or {})
    return build_revision(root, new.text, new.source, embedder, accepted, matched, progress)


def _followed(root: Path, phrasings: Iterable[tuple[str, str]], matched: Mapping[int, int]) -> list[tuple[int, str]]:
    """Phrasings by the number of their problem in the new plan; those of removed problems wait for a rollback."""
    before = lineage(root)
    numbers = before[1].numbers if before else {}
    known = [(numbers.get(task, int(task) if task.isdecimal() else 0), words) for task, words in phrasings]
    return [(matched[n], words) for n, words in known if n in matched]


def check_built(root: Path, number: int, embedder: Embedder, today: date) -> list[str]:
    """What the built revision does not answer of its own questions.

    Raises:
        RevisionError: it cannot be loaded.
    """
    return unanswered(desk_of(root, number, embedder), today)


def switch(root: Path, new: Draft, number: int) -> None:
    """Publish revision `number`, built from the draft, and remove the oldest ones; what cannot be published is discarded.

    Raises:
        RevisionError: it is damaged, or another one was published since the draft was compared.
    """
    try:
        publish(root, number, replacing=new.base)
    except RectifyError:
        discard(root, number)
        raise
    prune(root)
