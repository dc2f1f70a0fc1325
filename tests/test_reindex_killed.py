"""A reindex that is killed, meets a full disk, or has a rival: what answers is exactly the old plan or exactly the new."""

from __future__ import annotations

import json
import os
import random
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import HashingEmbedder

from corpus.grammar.parse import parse_plan
from index.chunks import Phrasing
from index.manifest import history
from index.revision import Revision, build, load
from index.store import current, prune, publish, tidy

ROOT = Path(__file__).parent.parent
OLD = (ROOT / "tests" / "data" / "plans" / "14-beiping.txt").read_text("utf-8")
NEW = OLD.replace("力争2026年上半年完成12个重点节能改造项目。", "力争2026年三季度完成十五个示范项目。")
FAKE = HashingEmbedder().name
MOMENTS, SWITCH, SEED = 40, 30, 20
"""At random, and the last ones; scripts/soak.py (publishing) tries many more."""

CHILD = """
import os, pathlib, signal, sys
sys.path[:0] = [{root!r}, {tests!r}]
import faiss, jieba
from fakes import HashingEmbedder, remembering
from index import revision, store
from index.chunks import Phrasing
from index.lexical import Lexicon
text = pathlib.Path(sys.argv[2]).read_text("utf-8")
Lexicon.tokens = remembering(Lexicon.tokens)  # which touches nothing
revision.build(pathlib.Path(sys.argv[1]), text, "新", (Phrasing(1, None, "能耗"),), HashingEmbedder())
step = 0
def count():
    global step
    step += 1
    if step == stop:
        os.kill(os.getpid(), signal.SIGKILL)
def touched(event, args):
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "fcntl.flock", "sqlite3.connect", "shutil.rmtree"):
        count()
def line(frame, event, _):
    count()
    return line
def called(frame, event, _):
    return line if frame.f_code.co_filename in (revision.__file__, store.__file__) else None
for order in sys.stdin:
    pid = os.fork()
    if pid == 0:
        target, stop = order.split()
        root, stop = pathlib.Path(target), int(stop)
        sys.addaudithook(touched)
        sys.settrace(called)
        built = revision.build(root, text, "新", (Phrasing(1, None, "能耗"),), HashingEmbedder())
        store.publish(root, built.manifest.number, replacing=1)
        sys.settrace(None)
        stop = 0
        (root / "steps").write_text(str(step))
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(status, flush=True)
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the old plan published."""
    root = tmp_path_factory.mktemp("published")
    publish(root, build(root, OLD, "旧", (Phrasing(1, None, "能耗"),), HashingEmbedder()).manifest.number)
    return root


@pytest.fixture(scope="module")
def child(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that reindexes directories, each in a fork of its own that kills itself at its n-th touch of the disk."""
    text = tmp_path_factory.mktemp("new") / "new.txt"
    once = shutil.copytree(published, text.parent / "once")
    text.write_text(NEW, "utf-8")
    script = CHILD.format(root=str(ROOT), tests=str(ROOT / "tests"))
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(once), str(text)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait(10)


def _reindex(child: subprocess.Popen[str], root: Path, stop: int) -> int:
    """Reindex to the new plan, killed at the given step; the wait status of the fork."""
    assert child.stdin
    assert child.stdout
    child.stdin.write(f"{root} {stop}\n")
    child.stdin.flush()
    assert select.select([child.stdout], [], [], 60)[0]
    return int(child.stdout.readline())


def _whole(revision: Revision) -> tuple[Any, ...]:
    """All that is answered from: the plan, the ids, the words and vectors of every chunk."""
    rows = revision.vectors.reconstruct_n(0, revision.vectors.ntotal).tobytes()
    words = revision.lexical.execute("SELECT rowid FROM passages WHERE passages MATCH '\"_项目\"'").fetchall()
    revision.lexical.close()
    return revision.plan, revision.ids, revision.chunks, rows, words


def test_killed_at_any_moment(published: Path, child: subprocess.Popen[str], tmp_path: Path) -> None:
    """Whenever it is killed, the old plan or the new one answers whole, nothing half is listed, and the next start clears up.

    A moment is a line of index.revision or a touch of the disk; the last ones, where it switches, are all tried.
    """
    root = Path(shutil.copytree(published, tmp_path / "whole"))
    assert _reindex(child, root, 0) == 0
    steps = int((root / "steps").read_text())
    old, new = _whole(load(published, FAKE)), _whole(load(root, FAKE))
    assert (old[0], new[0]) == (parse_plan(OLD), parse_plan(NEW))
    moments = {*random.Random(SEED).sample(range(1, steps - SWITCH), MOMENTS), *range(steps - SWITCH, steps + 1)}
    seen = {_killed(child, published, tmp_path / str(moment), moment, old, new) for moment in moments}
    assert seen == {False, True}


def _killed(
    child: subprocess.Popen[str], published: Path, root: Path, moment: int, old: tuple[Any, ...], new: tuple[Any, ...]
) -> bool:
    """Kill a reindex at a moment, check what is left of it; whether the new plan answers."""
    shutil.copytree(published, root)
    assert os.WTERMSIG(_reindex(child, root, moment)) == signal.SIGKILL
    found = _whole(load(root, FAKE))
    assert found in (old, new), moment
    tidy(root)
    assert not list(root.glob("*.tmp"))
    assert _whole(load(root, FAKE)) == found
    assert [m.number for m in history(root)] in ([1], [1, 2])
    shutil.rmtree(root)
    return bool(found == new)


def test_the_next_reindex_succeeds(published: Path, child: subprocess.Popen[str], tmp_path: Path) -> None:
    """What a killed one left is in nobody's way, though nothing was tidied."""
    for moment in (50, 150, 300):
        root = Path(shutil.copytree(published, tmp_path / str(moment)))
        assert os.WIFSIGNALED(_reindex(child, root, moment))
        publish(root, build(root, NEW, "再", (), HashingEmbedder()).manifest.number)
        assert load(root, FAKE).plan == parse_plan(NEW)
        assert not list(root.glob("*.tmp"))


@pytest.mark.parametrize("limit", [0, 100, 1000, 5000, 20_000])
def test_a_full_disk(published: Path, tmp_path: Path, limit: int) -> None:
    """Where a file cannot grow, the build fails in one sentence and the old plan answers; what was begun is gone."""
    root = Path(shutil.copytree(published, tmp_path / "full"))
    script = f"""
import resource, signal, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from pathlib import Path
from fakes import HashingEmbedder
from corpus.errors import RectifyError
from index.revision import build
from index.store import publish
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
try:
    publish(Path(sys.argv[1]), build(Path(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8"), "新", (), HashingEmbedder()).manifest.number)
except RectifyError as error:
    sys.stderr.write(str(error))
    sys.exit(1)
"""
    text = tmp_path / "new.txt"
    text.write_text(NEW, "utf-8")
    done = subprocess.run([sys.executable, "-B", "-c", script, str(root), str(text)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "无法写入" in done.stderr
    assert "\n" not in done.stderr.strip()
    assert load(root, FAKE).plan == parse_plan(OLD)
    assert not list(root.glob("0*.tmp"))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_old_revisions_are_removed(published: Path, tmp_path: Path) -> None:
    """Pruning leaves the newest, the current and the one before it; numbers are not given again."""
    root = Path(shutil.copytree(published, tmp_path / "many"))
    for _ in range(6):
        publish(root, build(root, OLD, "旧", (), HashingEmbedder()).manifest.number)
    publish(root, 3)
    assert prune(root, keep=2) == [1, 4, 5]
    assert [m.number for m in history(root)] == [2, 3, 6, 7]
    assert (current(root), build(root, OLD, "旧", (), HashingEmbedder()).manifest.number) == (3, 8)
    assert json.loads((root / "000008" / "ids.json").read_text())["problems"][0][1] == "1-1"
