"""Scans and pictures → text: what their pages show is recognised by rapidocr, which the optional extra `ocr` brings.

    页      = a picture, or a page of a PDF as it is drawn      bounded in number and in size
    行      = 字块+                                             the words that are found, by their places (corpus.files.pdf_lines)
    表      = 格*                                               what rules enclose (corpus.files.scan_tables), as in a PDF

Nothing so read is sure: every page is told as to be checked (须核对), with the words that were hardest to read.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import accumulate, islice
from statistics import median
from typing import Any, NamedTuple

from corpus.errors import UnreadableFile

from .cells import Table
from .drawn import Box, Page, blocks_of, bounds, is_inside, table_of
from .pdf_lines import Char, Line, lines_of
from .pdf_pages import without_running
from .scan_tables import find_tables, straightened
from .tables import render
from .words import RECOGNISED

MAX_SCANNED = 60
"""Pages that are recognised of one file: some ten seconds each."""
_SCALE = 200 / 72
_PAPER = (595.0, 842.0)
"""How wide a page is in points: upright, and lying."""
_LONGEST_SIDE = 2600
_MOST_PIXELS = 120_000_000
_UNSURE = 0.85
_RINGS = ("o", "O", "0", "。", "°")
_SMALL = 0.65
_ALIKE = 0.4
_SHOWN = 5
Tell = Callable[[int, int], None]
"""Takes how many pages are done, and how many there are."""


class _Word(NamedTuple):
    """A piece of a line as it was recognised, its characters, and how sure that is (0 to 1)."""

    text: str
    chars: list[Char]
    sure: float


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def recognised(data: bytes, tell: Tell) -> tuple[str, tuple[str, ...]]:
    """The text of a scanned PDF or a picture, and one note a page.

    Raises:
        UnreadableFile: it has more than `MAX_SCANNED` pages, cannot be opened, or shows no words.
    """
    from rapidocr import RapidOCR

    told = {
        "Global.log_level": "critical",
        "Global.max_side_len": _LONGEST_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    }
    engine = RapidOCR(params=told)
    pages: list[Page] = []
    notes: list[str] = []
    total, images = _images(data)
    for number, drawn in enumerate(images, 1):
        tell(number - 1, total)
        image = straightened(drawn)
        point = _PAPER[image.shape[1] > image.shape[0]] / image.shape[1]
        words = _words(engine(image), point)
        tables = [[_scaled(box, point) for box in cells] for cells in find_tables(image)]
        pages.append(_page([char for word in words for char in word.chars], tables))
        notes.append(_note(number, [word for word in words if word.sure < _UNSURE]))
    tell(total, total)
    text = render(blocks_of(without_running(pages)))
    if not text.strip():
        raise UnreadableFile(RECOGNISED.nothing)
    return text, tuple(notes)


def _images(data: bytes) -> tuple[int, Iterator[Any]]:
    """How many pages there are, and each drawn as an array of pixels when its turn comes."""
    if b"%PDF-" not in data[:1024]:
        return 1, iter([_picture(data)])
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    if len(pdf) > MAX_SCANNED:
        raise UnreadableFile(RECOGNISED.many.format(pages=len(pdf), most=MAX_SCANNED))
    return len(pdf), (page.render(scale=min(_SCALE, _LONGEST_SIDE / max(page.get_size()))).to_numpy() for page in pdf)


def _picture(data: bytes) -> Any:
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise UnreadableFile(RECOGNISED.large)
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):
        raise UnreadableFile(RECOGNISED.broken) from None
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return np.asarray(image)[:, :, ::-1]  # blue first, as the recogniser's own reader gives it


def _page(chars: list[Char], tables: list[list[Box]]) -> Page:
    """Lines and tables from top to bottom."""
    beside = [c for c in chars if not any(is_inside(c, bounds(cells)) for cells in tables)]
    found: list[tuple[float, Line | Table]] = [(line.top, line) for line in lines_of(beside)]
    found += [(bounds(cells)[1], table_of(cells, chars)) for cells in tables]
    return [x for _, x in sorted(found, key=lambda pair: pair[0])]


def _scaled(box: Box, point: float) -> Box:
    left, top, right, bottom = box
    return left * point, top * point, right * point, bottom * point


def _words(result: Any, point: float) -> list[_Word]:
    """What was found on a page, in points; a small ring by itself is a full stop."""
    if result.boxes is None:
        return []
    boxes = [(box * point).tolist() for box in result.boxes]
    usual = median(_height(box) for box in boxes)
    words = []
    for box, text, score in zip(boxes, result.txts, result.scores, strict=True):
        ring = text.strip() in _RINGS and _height(box) < _SMALL * usual
        words += [_Word("。" if ring else text, _chars("。" if ring else text, box, usual), float(score))] if text.strip() else []
    return words


def _height(corners: list[list[float]]) -> float:
    down = [y for _, y in corners]
    return max(down) - min(down)


def _chars(text: str, corners: list[list[float]], usual: float) -> list[Char]:
    """The characters of a word, side by side in its box, as wide as their kind is printed; boxes about as high are of one size."""
    across, down = [x for x, _ in corners], [y for _, y in corners]
    high = max(down) - min(down)
    size = max(1.0, 0.8 * (usual if abs(high - usual) < _ALIKE * usual else high))  # a box is drawn higher than its words
    ends = list(accumulate((2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text), initial=0))
    at = [min(across) + (max(across) - min(across)) * x / ends[-1] for x in ends]
    return [Char(c, a, b, min(down), max(down), size) for c, a, b in zip(text, at, at[1:], strict=False)]


def _note(number: int, unsure: list[_Word]) -> str:
    words = "、".join(f"“{word.text[:12]}”" for word in islice(unsure, _SHOWN))
    doubt = RECOGNISED.unsure.format(words=words, n=len(unsure)) if unsure else ""
    return RECOGNISED.page.format(number=number, doubt=doubt)
