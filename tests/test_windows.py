"""What Windows lacks is not asked of it: as far as that can be seen from elsewhere."""

import subprocess
import sys
from pathlib import Path

WITHOUT = """
import sys
sys.modules["resource"] = sys.modules["fcntl"] = None
from pathlib import Path
import bot.config, bot.terminal.cli, bot.workspace, index.store
from corpus.files.limited import limit
sys.platform = "win32"
limit("1", "1")
index.store.sync_directory(Path("no such directory"))
print("done")
"""


def test_what_windows_lacks_is_not_asked_for() -> None:
    """Neither limits of a process nor the descriptor of a directory; without the modules the program still comes in."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("done\n", "")
