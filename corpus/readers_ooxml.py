"""Small readings of WordprocessingML elements: names and attributes without their namespace."""

from __future__ import annotations

from typing import Any

Element = Any
"""An lxml element; lxml comes without types."""


def name(element: Element) -> str:
    """Local name of an element, "" for what is none (an entity left in place)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(parent: Element, tag: str) -> list[Element]:
    """Direct children of that local name."""
    return [x for x in parent if name(x) == tag]


def attribute(element: Element, key: str) -> str | None:
    """Value of the attribute of that local name."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == key), None)


def value(parent: Element, tag: str) -> str | None:
    """The val of the first child of that name."""
    return next((attribute(x, "val") for x in children(parent, tag)), None)


def flag(element: Element) -> bool:
    """Whether an on/off property is on; one without a value is."""
    return attribute(element, "val") not in ("0", "false", "off", "none")
