"""Revisions of the index on a real disk: built aside, published at once, verified, never half visible."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes import HashingEmbedder, vector
from filelock import FileLock

from corpus.errors import PlanError
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.chunks import Phrasing, chunk_plan
from index.manifest import NoRevision, RevisionError, history, numbers_in, verify
from index.revision import Revision, build, load, load_ids, load_plan
from index.store import current, discard, publish

ROOT = Path(__file__).parent.parent
SMALL = (ROOT / "tests" / "data" / "plans" / "14-beiping.txt").read_text("utf-8")
CHANGED = SMALL.replace("力争2026年上半年完成12个重点节能改造项目。", "力争2026年三季度完成十五个示范项目。")
PHRASINGS = (Phrasing(1, None, "能耗降得慢咋办"), Phrasing(2, "1", "松岭铁路啥时候通车"))
FAKE = HashingEmbedder().name
FILES = ("plan.txt", "ids.json", "chunks.jsonl", "vectors.faiss", "lexical.db")


def _built(root: Path, text: str = SMALL, embedder: HashingEmbedder | None = None) -> int:
    return build(root, text, "方案.txt", PHRASINGS, embedder or HashingEmbedder()).manifest.number


@pytest.fixture(scope="module")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("published")
    publish(root, _built(root))
    return root


@pytest.fixture
def root(_published: Path, tmp_path: Path) -> Path:
    """A directory with one published revision of the small plan, free to be changed."""
    return shutil.copytree(_published, tmp_path / "revisions")


def _refused(act: Callable[[], object], *words: str) -> str:
    """The text of the RevisionError that `act` raises: one line that has all the words."""
    with pytest.raises(RevisionError) as caught:
        act()
    text = str(caught.value)
    assert "\n" not in text
    assert [w for w in words if w not in text] == []
    return text


# --- build, publish, load ---------------------------------------------------------------------------------


def test_what_was_built_is_loaded(root: Path) -> None:
    """The loaded revision has the plan, its chunks in order, their vectors row by row, and a manifest that agrees."""
    revision = load(root, FAKE)
    plan = parse_plan(SMALL)
    assert revision.plan == plan
    assert revision.chunks == chunk_plan(plan, PHRASINGS)
    expected = np.stack([vector(c.embedded) for c in revision.chunks])
    np.testing.assert_array_equal(revision.vectors.reconstruct_n(0, revision.vectors.ntotal), expected)
    manifest = revision.manifest
    assert (manifest.number, manifest.model, manifest.source, manifest.dimension) == (1, FAKE, "方案.txt", 64)
    assert (manifest.title, manifest.problems) == (plan.title, len(plan.problems))
    assert manifest.chunks == manifest.embedded == len(revision.chunks)
    assert set(manifest.files) == set(FILES)


def test_the_words_are_loaded(root: Path) -> None:
    """Each full-text table answers with the rows of its own chunks."""
    revision = load(root, FAKE)
    for table, wanted in (("passages", "_铁路"), ("phrasings", "_通车")):
        query = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"
        rows = [row for (row,) in revision.lexical.execute(query, (f'"{wanted}"',))]
        assert rows
        assert all(wanted[1:] in revision.chunks[row].embedded for row in rows)
        assert all(revision.chunks[row].kind.spoken == (table == "phrasings") for row in rows)


def test_the_real_plan_makes_the_round_trip(plan: Plan, revision_root: Path) -> None:
    """The real plan comes back from its revision equal in every field, quotes included."""
    revision = load(revision_root, FAKE)
    assert revision.plan == load_plan(revision_root) == plan
    spans = [(c.span, c.text) for c in revision.chunks if c.span]
    assert len(spans) > 500
    assert all(plan.text[span.start : span.end] == text for span, text in spans)


def test_nothing_is_visible_before_it_is_published(tmp_path: Path) -> None:
    """After a first build there is still no revision; after a second one the first still answers."""
    _refused(lambda: load(tmp_path, FAKE), "python -m bot reindex")
    first = _built(tmp_path)
    assert current(tmp_path) is None
    with pytest.raises(NoRevision):
        load(tmp_path, FAKE)
    with pytest.raises(NoRevision):
        load_plan(tmp_path)
    publish(tmp_path, first)
    second = _built(tmp_path, CHANGED)
    assert (first, second, current(tmp_path)) == (1, 2, 1)
    assert load_plan(tmp_path) == parse_plan(SMALL)
    publish(tmp_path, second)
    assert load_plan(tmp_path) == parse_plan(CHANGED)
    assert [m.number for m in history(tmp_path)] == [1, 2]


def test_a_reader_keeps_its_revision(root: Path) -> None:
    """What was loaded before still answers after another revision is published."""
    revision = load(root, FAKE)
    publish(root, _built(root, CHANGED))
    rows = [row for (row,) in revision.lexical.execute("SELECT rowid FROM passages WHERE passages MATCH '\"_上半\"'")]
    assert rows == [i for i, c in enumerate(revision.chunks) if "上半" in c.embedded] != []
    assert load(root, FAKE).plan == parse_plan(CHANGED)


def test_rollback_is_publishing_an_older_one(root: Path) -> None:
    """Any complete revision can be made current again."""
    publish(root, _built(root, CHANGED))
    publish(root, 1)
    assert current(root) == 1
    assert load(root, FAKE).plan == parse_plan(SMALL)
    assert load(root, FAKE, 2).plan == parse_plan(CHANGED)


def test_only_an_unpublished_revision_is_discarded(root: Path) -> None:
    """Discarding removes what was not published and nothing else; the number is free again."""
    second = _built(root, CHANGED)
    discard(root, second)
    discard(root, 1)
    assert [m.number for m in history(root)] == [1]
    assert _built(root) == second


@pytest.mark.parametrize("name", ["数据 目录", "a%41b", "q?mode=rw", "x#y"])
def test_any_directory_name_will_do(root: Path, name: str, tmp_path: Path) -> None:
    """Blanks and the special characters of a URI in the path do no harm."""
    moved = root.rename(tmp_path / name)
    assert load(moved, FAKE).lexical.execute("SELECT count(*) FROM phrasings WHERE phrasings MATCH '\"_通车\"'").fetchone() == (
        1,
    )


def test_a_text_that_is_no_plan_builds_nothing(root: Path) -> None:
    """The error is the parser's, and the directory is as it was."""
    before = sorted(root.rglob("*"))
    with pytest.raises(PlanError):
        _built(root, "今天天气很好。")
    assert sorted(root.rglob("*")) == before


# --- reuse ------------------------------------------------------------------------------------------------


def test_the_same_text_embeds_nothing(root: Path) -> None:
    """Building what is published again takes every vector from it, unaltered."""
    embedder = HashingEmbedder()
    built = build(root, SMALL, "方案.txt", PHRASINGS, embedder)
    assert (embedder.count, built.manifest.embedded, built.reused) == (0, 0, built.manifest.chunks)
    old, new = load(root, FAKE), load(root, FAKE, built.manifest.number)
    np.testing.assert_array_equal(_rows(new), _rows(old))


def _rows(revision: Revision) -> object:
    return revision.vectors.reconstruct_n(0, revision.vectors.ntotal)


def test_one_changed_measure_embeds_only_what_is_new(root: Path) -> None:
    """The new sentence and its milestone are embedded, all else is reused, and every row is right."""
    known = {c.key for c in chunk_plan(parse_plan(SMALL), PHRASINGS)}
    fresh = [c.embedded for c in chunk_plan(parse_plan(CHANGED), PHRASINGS) if c.key not in known]
    embedder = HashingEmbedder()
    built = build(root, CHANGED, "方案.txt", PHRASINGS, embedder)
    assert 0 < len(fresh) <= 3
    assert sorted(embedder.texts) == sorted(fresh)
    assert (built.manifest.embedded, built.reused) == (len(fresh), built.manifest.chunks - len(fresh))
    revision = load(root, FAKE, built.manifest.number)
    np.testing.assert_array_equal(_rows(revision), np.stack([vector(c.embedded) for c in revision.chunks]))


REBUILT_WHOLLY = {
    "another model": lambda _: "fake/other",
    "damaged vectors": lambda root: (root / "000001" / "vectors.faiss").write_bytes(b"") and None,
}


@pytest.mark.parametrize("change", REBUILT_WHOLLY.values(), ids=REBUILT_WHOLLY)
def test_what_cannot_be_trusted_is_not_reused(root: Path, change: Callable[[Path], str | None]) -> None:
    """With another model or a damaged index everything is embedded anew, and publishing that repairs the index."""
    embedder = HashingEmbedder(change(root) or FAKE)
    built = build(root, SMALL, "方案.txt", PHRASINGS, embedder)
    assert (embedder.count, built.reused) == (built.manifest.chunks, 0)
    publish(root, built.manifest.number)
    assert load(root, embedder.name).manifest.number == 2


def test_progress_counts_what_is_embedded(tmp_path: Path) -> None:
    """Passages and phrasings are counted together, rising to their sum."""
    seen: list[tuple[int, int]] = []
    built = build(tmp_path, SMALL, "方案.txt", PHRASINGS, HashingEmbedder(), progress=lambda *p: seen.append(p))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (built.manifest.embedded, built.manifest.embedded)
    assert {total for _, total in seen} == {built.manifest.embedded}


# --- damage -----------------------------------------------------------------------------------------------


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda p: p.write_bytes(p.read_bytes()[:-7]),
    "one bit flipped": _flip,
    "emptied": lambda p: p.write_bytes(b""),
    "deleted": lambda p: p.unlink(),
    "a directory": lambda p: (p.unlink(), p.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused(root: Path, name: str, damage: Callable[[Path], object]) -> None:
    """Loading, reading the plan and publishing name the file and the command; the command's file is sound."""
    damage(root / "000001" / name)
    acts = (lambda: load(root, FAKE), lambda: load_plan(root), lambda: publish(root, 1), lambda: verify(root, 1))
    texts = {_refused(act, name, "第1版", "python -m bot reindex ", " --yes") for act in acts}
    sound = "方案文件" if name == "plan.txt" else str(root / "000001" / "plan.txt")
    assert all(f"reindex {sound} --yes" in text for text in texts)


def _edit(**fields: object) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")

    return edit


def _without(name: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        manifest = json.loads(path.read_text("utf-8"))
        del manifest[name]
        path.write_text(json.dumps(manifest), "utf-8")

    return edit


MANIFESTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "not json": (lambda p: p.write_text("{"), "清单已损坏"),
    "not text": (lambda p: p.write_bytes(b"\xff\xfe"), "清单已损坏"),
    "a list": (lambda p: p.write_text("[]"), "清单已损坏"),
    "emptied": (lambda p: p.write_bytes(b""), "清单已损坏"),
    "a directory": (lambda p: (p.unlink(), p.mkdir()), "清单已损坏"),
    "no model": (_without("model"), "清单已损坏"),
    "no files": (_without("files"), "清单已损坏"),
    "files null": (_edit(files=None), "清单已损坏"),
    "files empty": (_edit(files={}), "清单已损坏"),
    "files wrong": (_edit(files={name: [1] for name in FILES}), "清单已损坏"),
    "unknown field": (_edit(colour="green"), "清单已损坏"),
    "other format": (_edit(format=99), "格式是99"),
    "other format and fields": (_edit(format=99, colour="green"), "格式是99"),
    "other number of chunks": (_edit(chunks=3), "条数或维数"),
    "other dimension": (_edit(dimension=3), "条数或维数"),
    "other model": (_edit(model="fake/other"), "fake/other"),
}


@pytest.mark.parametrize(("damage", "words"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_wrong_manifest_is_refused(root: Path, damage: Callable[[Path], object], words: str) -> None:
    """Whatever is wrong with the manifest is said in one line with the command that repairs it."""
    damage(root / "000001" / "manifest.json")
    _refused(lambda: load(root, FAKE), words, "第1版", "python -m bot reindex ", " --yes")


def test_a_deleted_manifest_is_a_missing_revision(root: Path) -> None:
    """Without its manifest a revision is none: it is not listed and the message says how to list them."""
    (root / "000001" / "manifest.json").unlink()
    _refused(lambda: load(root, FAKE), "没有第1版", "python -m bot revisions")
    assert history(root) == []


def test_another_model_is_refused_by_name(root: Path) -> None:
    """Both models are named, and nothing is searched with the wrong one."""
    _refused(lambda: load(root, "local/other"), FAKE, "local/other", "python -m bot reindex ")


LOST: dict[str, Callable[[Path], object]] = {
    "missing": lambda root: (root / "CURRENT").unlink(),
    "dangling": lambda root: (root / "CURRENT").write_text("7\n"),
    "garbage": lambda root: (root / "CURRENT").write_text("三", "utf-8"),
    "empty": lambda root: (root / "CURRENT").write_text(""),
    "negative": lambda root: (root / "CURRENT").write_text("-1"),
    "a folder": lambda root: ((root / "CURRENT").unlink(), (root / "CURRENT").mkdir()),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
@pytest.mark.parametrize("record", [True, False], ids=["on record", "of a version before"])
def test_a_lost_pointer_is_never_nothing_published(
    root: Path, lose: Callable[[Path], object], record: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The newest whole revision that was published answers, never a draft that was only built; said once, and publishing heals it."""
    publish(root, _built(root, CHANGED))
    if record:
        _built(root, SMALL)  # a draft
    else:
        (root / "PUBLISHED").unlink()
    lose(root)
    assert load_plan(root) == load(root, FAKE).plan == parse_plan(CHANGED)
    assert [r.message for r in caplog.records if "现用第2版" in r.message and "rollback 2" in r.message] == [caplog.messages[-1]]
    shutil.rmtree(root / "CURRENT") if (root / "CURRENT").is_dir() else None
    publish(root, 1)
    assert load_plan(root) == parse_plan(SMALL)


def test_a_damaged_revision_falls_back_to_the_one_before(root: Path) -> None:
    """Of four, with the third in force: first the second, then the first, then the newer one that was gone back from; then it is said what is wrong."""
    for _ in range(3):
        publish(root, _built(root, CHANGED))
    publish(root, 3)
    seen = []
    for _ in range(4):
        seen.append(current(root))
        _flip(root / f"{seen[-1]:06}" / "chunks.jsonl")
    assert seen == [3, 2, 1, 4]
    _refused(lambda: current(root), "第3版索引的 chunks.jsonl 缺失或已损坏", "python -m bot reindex")


def test_a_pointer_without_any_revision(tmp_path: Path) -> None:
    """Where the revisions themselves are gone, that is said; the bundled plan does not take their place."""
    (tmp_path / "CURRENT").write_text("三", "utf-8")
    _refused(lambda: load_plan(tmp_path), "索引指针", "python -m bot reindex")
    (tmp_path / "CURRENT").write_text("7\n")
    _refused(lambda: load_plan(tmp_path), "没有第7版")


def test_a_first_draft_is_not_published_by_being_there(tmp_path: Path) -> None:
    """Built and not published is nothing in force, and can be thrown away."""
    discarded = _built(tmp_path)
    assert current(tmp_path) is None
    discard(tmp_path, discarded)
    assert numbers_in(tmp_path) == []


def test_a_damaged_revision_is_not_published(root: Path) -> None:
    """The pointer stays where it was when the wanted revision is damaged or does not exist."""
    _flip(root / f"{_built(root, CHANGED):06}" / "vectors.faiss")
    _refused(lambda: publish(root, 2), "vectors.faiss")
    _refused(lambda: publish(root, 9), "没有第9版")
    assert current(root) == 1


# --- the disk and other processes -------------------------------------------------------------------------


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A path below a regular file cannot be written; the message names it."""
    (tmp_path / "file").write_text("")
    below = tmp_path / "file" / "revisions"
    _refused(lambda: _built(below), str(below), "索引未改动")


def test_a_directory_without_permission_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may be written the message says so, and the published revision still answers."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)
    _refused(lambda: _built(root), "没有写入", str(root), "索引未改动")
    assert load(root, FAKE).manifest.number == 1


IN_A_CHILD = """
import os, resource, signal, sys
from pathlib import Path
from fakes import HashingEmbedder
from index.manifest import RevisionError
from index.revision import build
root, text, how = Path(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8"), sys.argv[3]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if how == "writing":
    os.fsync = die
if how.isdecimal():
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(how), int(how)))
try:
    build(root, text, "方案.txt", (), HashingEmbedder(), progress=die if how == "embedding" else None)
except RevisionError as error:
    print(error)
"""


def _child(root: Path, how: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    (tmp_path / "changed.txt").write_text(CHANGED, "utf-8")
    command = [sys.executable, "-B", "-c", IN_A_CHILD, str(root), str(tmp_path / "changed.txt"), how]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "", "PYTHONUTF8": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("moment", ["embedding", "writing"])
def test_a_killed_build_changes_nothing(root: Path, moment: str, tmp_path: Path) -> None:
    """The published revision still answers, what is left is not visible, and the next build removes it."""
    assert _child(root, moment, tmp_path).returncode == -signal.SIGKILL
    assert bool(list(root.glob("*.tmp"))) == (moment == "writing")
    assert load(root, FAKE).plan == parse_plan(SMALL)
    assert [m.number for m in history(root)] == [1]
    assert _built(root, CHANGED) == 2
    assert list(root.glob("*.tmp")) == []


@pytest.mark.parametrize("part", ["plan.txt", "lexical.db"])
def test_a_full_disk_changes_nothing(root: Path, part: str, tmp_path: Path) -> None:
    """When a file cannot be written to its end the message is one line, nothing is left over and the old index answers."""
    limit = (root / "000001" / part).stat().st_size - 100  # lexical.db is the largest, so all others are whole
    done = _child(root, str(limit), tmp_path)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert "无法写入" in done.stdout
    assert sorted(p.name for p in root.iterdir() if p.is_dir()) == ["000001"]
    assert load(root, FAKE).plan == parse_plan(SMALL)


def test_one_build_at_a_time(root: Path) -> None:
    """A second build is refused in one line while the first holds the lock, and goes through afterwards."""
    with FileLock(root / ".lock"):
        _refused(lambda: _built(root), "另一次重建索引正在进行")
        assert load(root, FAKE).manifest.number == 1
    assert _built(root) == 2


def test_a_build_that_fails_leaves_nothing(root: Path) -> None:
    """An interruption while embedding or writing is passed on, and the directory is as it was."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(root, CHANGED, "方案.txt", PHRASINGS, HashingEmbedder(), progress=interrupt)
    assert sorted(p.name for p in root.iterdir() if p.is_dir()) == ["000001"]
    assert _built(root) == 2


def test_ids_follow_their_problems(root: Path) -> None:
    """The next revision of a changed plan keeps the ids of the problems that it kept; a rollback has the old ones again."""
    first = load_ids(root)
    publish(root, _built(root, CHANGED))
    assert set(first.problems.values()) & set(load_ids(root).problems.values())
    publish(root, 1)
    assert load_ids(root) == first


def test_ids_outlive_a_damaged_index(root: Path) -> None:
    """Repairing an index whose vectors are broken goes on from its plan and ids."""
    first = load_ids(root)
    (root / "000001" / "vectors.faiss").write_bytes(b"broken")
    publish(root, _built(root, SMALL))
    assert load_ids(root) == first
