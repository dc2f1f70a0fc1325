"""The vectors of a revision as a FAISS index, asked for the neighbours of a question (sole importer of faiss)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .embedder import Vectors
from .engine import sleep_while_waiting

if TYPE_CHECKING:
    from faiss import Index as Index
Rows = NDArray[np.intp]
_WIDEST = -2.0


def as_bytes(vectors: Vectors) -> bytes:
    """An index of the rows; not by FAISS's own writer, which hides why it failed."""
    sleep_while_waiting()
    import faiss

    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors))
    return bytes(faiss.serialize_index(flat).tobytes())


def read(path: Path) -> Index:
    """The index in a file that was verified."""
    sleep_while_waiting()
    import faiss

    return faiss.read_index(str(path))


class Neighbours:
    """Those rows of an index that one kind of question is compared with."""

    def __init__(self, index: Index, rows: Rows) -> None:
        import faiss

        chosen = np.zeros(index.ntotal, bool)
        chosen[rows] = True
        self._index, self._count = index, len(rows)
        self._bits = np.packbits(chosen, bitorder="little")
        # FAISS wraps both constructors at run time, which its type hints do not know.
        self._parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(self._bits))  # type: ignore[call-arg, arg-type]

    def of(self, query: Vectors) -> tuple[Rows, NDArray[np.float32]]:
        """All of them within the widest radius, in no order, and their cosines.

        All: an owner is scored by its two nearest pieces, also where those are far, for signals are compared over all owners.
        By radius: to put thousands in order, which nobody needs, takes four times as long as to find them.
        One query at a time: FAISS would give each of two its own thread, and on a busy machine one waits for the other.
        """
        if not self._count:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        _, cosines, rows = self._index.range_search(query[np.newaxis], _WIDEST, params=self._parameters)
        return rows, cosines
