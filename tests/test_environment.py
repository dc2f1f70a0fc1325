"""Where scripts/run looks for packages: in wheels/ alone, or in the usual index and, where it can be reached, in torch's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with nothing but these scripts."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPTS / "environment", tmp_path / "scripts")
    return tmp_path


@pytest.fixture
def server() -> Iterator[str]:
    """An index that refuses whatever it is asked."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as served:
        Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}/whl/cpu"
        served.shutdown()


def _sources(root: Path, index: str | None = None) -> tuple[list[str], str]:
    """The arguments for pip, and what is said."""
    plain = {k: v for k, v in os.environ.items() if k != "RECTIFY_TORCH_INDEX" and "proxy" not in k.lower()}
    environ = plain | ({} if index is None else {"RECTIFY_TORCH_INDEX": index})
    script = f"set -euo pipefail; . {root}/scripts/environment; sources"
    done = subprocess.run(["bash", "-c", script], env=environ, capture_output=True, text=True, check=True)
    return done.stdout.split(), done.stderr


def test_a_bundle_is_all_that_is_asked(root: Path, server: str) -> None:
    """With wheels/ there no index is asked, whatever is set."""
    (root / "wheels").mkdir()
    assert _sources(root, server) == (["--no-index", "--find-links", "wheels"], "")


@pytest.mark.parametrize("of", ["the process", "the file", "the file, with a comment"])
def test_an_index_that_answers_is_used(root: Path, server: str, of: str) -> None:
    """Also one that only refuses the page that was asked for; set in the environment or in .env."""
    if of == "the process":
        assert _sources(root, server) == (["--extra-index-url", server], "")
        return
    comment = "  # torch" if "comment" in of else ""
    (root / ".env").write_text(f"RECTIFY_TOKEN=1:a\nexport RECTIFY_TORCH_INDEX='{server}'{comment}\n", "utf-8")
    assert _sources(root) == (["--extra-index-url", server], "")


def test_without_a_setting_it_is_said(root: Path) -> None:
    """The usual index alone is asked, and what that costs is said."""
    arguments, said = _sources(root)
    assert arguments == []
    assert "没有设置 RECTIFY_TORCH_INDEX" in said


@pytest.mark.parametrize("index", ["closed", "http://", "https://[", "http://nowhere.invalid/whl/cpu"])
def test_an_index_that_cannot_be_reached_is_passed_over(root: Path, index: str) -> None:
    """One question, one sentence; pip would ask again for every package."""
    if index == "closed":
        with create_server(("127.0.0.1", 0)) as held:
            index = f"http://127.0.0.1:{held.getsockname()[1]}/whl/cpu"
    arguments, said = _sources(root, index)
    assert arguments == []
    assert said.count("\n") == 1
    assert "连不上" in said
