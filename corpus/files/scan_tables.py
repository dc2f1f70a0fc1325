"""The ruled tables of a scanned page → the boxes of their cells, and the page turned straight by them.

    表      = what its rules enclose          格 = a hole among the rules

opencv comes with the optional extra `ocr`; nothing else imports it.
"""

from __future__ import annotations

from typing import Any

from .drawn import Box

_SHORTEST_RULE = 60
"""Pixels: longer than any stroke of a character on a page of two thousand."""
_SMALLEST = 14
_FEWEST_CELLS = 4
_MOST_TILT = 5.0
_LEAST_TILT = 0.1


def straightened(image: Any) -> Any:
    """The page turned so that the longest of its rules lie level; as it is where there are none."""
    import cv2
    import numpy as np

    segments = cv2.HoughLinesP(_rules(image)[0], 1, np.pi / 3600, 200, minLineLength=image.shape[1] // 4, maxLineGap=20)
    tilts = [
        np.degrees(np.arctan2(y1 - y0, x1 - x0))
        for x0, y0, x1, y1 in (s.ravel() for s in (segments if segments is not None else ()))
    ]
    tilt = float(np.median(tilts)) if tilts else 0.0
    if not _LEAST_TILT < abs(tilt) < _MOST_TILT:
        return image
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1)
    return cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def find_tables(image: Any) -> list[list[Box]]:
    """The cells of each table from top to bottom."""
    import cv2

    across, down = _rules(image)
    contours, levels = cv2.findContours(cv2.bitwise_or(across, down), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    tables: dict[int, list[Box]] = {}
    for contour, (_, _, _, parent) in zip(contours, levels[0] if levels is not None else (), strict=True):
        x, y, width, height = cv2.boundingRect(contour)
        if parent >= 0 and min(width, height) >= _SMALLEST:
            tables.setdefault(int(parent), []).append((float(x), float(y), float(x + width), float(y + height)))
    found = [cells for cells in tables.values() if len(cells) >= _FEWEST_CELLS]
    return sorted(found, key=lambda cells: min(box[1] for box in cells))


def _rules(image: Any) -> tuple[Any, Any]:
    """Where rules lie across the page and down it, as two pictures of them alone."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    pair = []
    for shape in ((_SHORTEST_RULE, 1), (1, _SHORTEST_RULE)):
        opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
        pair.append(cv2.dilate(opened, np.ones((3, 3), np.uint8)))
    return pair[0], pair[1]
