"""Formatted text as the Bot API server reads it: HTML parsing, trimming, and the entities it finds in plain text."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_SPACE = " \t\r\n\0\v"
_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    **{"a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji"},
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_ATTRIBUTE = re.compile(r"([^\s=>]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>])))?\s*")
_LINK = re.compile(r"(?:(?:https?|tg|ton|tonsite)://)?[^\s/.]+(?:\.[^\s/.]+|(?<=\w)[/?])\S*", re.IGNORECASE)
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}+(?:@[A-Za-z0-9_]{3,32}+|(?!@))(?![\w/<>])"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}+(?!\w)"),
    "url": re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][^\s<>\"«»]*)?"),
}


class EntityError(ValueError):
    """The text cannot be parsed; str() is what the server says after "can't parse entities: "."""


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of entity offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity_text(text: str, entity: Entity) -> str:
    """The part of `text` an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def find_entities(text: str) -> list[Entity]:
    """Commands, mentions and addresses in plain text, in order; a letter right after one, 汉字 too, makes it none."""
    found = [(m, kind) for kind, pattern in _FOUND.items() for m in pattern.finditer(text)]
    return [
        {"type": kind, "offset": utf16_length(text[: m.start()]), "length": utf16_length(m[0])}
        for m, kind in sorted(found, key=lambda pair: pair[0].start())
    ]


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text as it is stored: control characters are spaces, edges are not blank; blanks that begin an entity stay."""
    text = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text)
    cut = min([len(text) - len(text.lstrip(" \n")), *(e["offset"] for e in entities)])
    text = text[cut:].rstrip(" \n")
    size = utf16_length(text)
    moved = [{**e, "offset": e["offset"] - cut, "length": min(e["length"], size - e["offset"] + cut)} for e in entities]
    return text, [e for e in moved if e["length"] > 0]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without tags and its entities in order; raises EntityError in the server's words."""
    parser = _Parser(source.replace("\r", ""))
    parser.run()
    for entity in parser.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(parser.out), sorted(parser.entities, key=lambda e: (e["offset"], -e["length"]))


class _Parser:
    """One pass over one text; `stack` holds (tag, argument, UTF-16 offset, index into `out`) of the open tags."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.offset = 0
        self.entities: list[Entity] = []
        self.stack: list[tuple[str, str, int, int]] = []

    def run(self) -> None:
        i = 0
        while i < len(self.source):
            if self.source[i] == "<":
                i = self._close(i) if self.source.startswith("/", i + 1) else self._open(i)
                continue
            char, i = _character(self.source, i)
            self.out.append(char)
            self.offset += utf16_length(char)
        if self.stack:
            raise EntityError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1][0]}"')
        if any("\ud800" <= char <= "\udfff" for char in self.out):
            raise EntityError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
            )

    def _at(self, begin: int) -> str:
        return f"at byte offset {len(self.source[:begin].encode())}"

    def _open(self, begin: int) -> int:
        i = self._skip_name(begin + 1)
        tag = self.source[begin + 1 : i].lower()
        if i == len(self.source):
            raise EntityError(f"Unclosed start tag {self._at(begin)}")
        if tag not in _KINDS:
            raise EntityError(f'Unsupported start tag "{tag}" {self._at(begin)}')
        argument, end = self._attributes(tag, i, begin)
        if tag == "span" and argument != "spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self.stack.append((tag, argument, self.offset, len(self.out)))
        return end

    def _skip_name(self, i: int) -> int:
        while i < len(self.source) and self.source[i] not in _SPACE and self.source[i] != ">":
            i += 1
        return i

    def _attributes(self, tag: str, i: int, begin: int) -> tuple[str, int]:
        argument = ""
        while True:
            while i < len(self.source) and self.source[i] in _SPACE:
                i += 1
            if i == len(self.source):
                raise EntityError(f"Unclosed start tag {self._at(begin)}")
            if self.source[i] == ">":
                return argument, i + 1
            match = _ATTRIBUTE.match(self.source, i)
            if match is None:
                raise EntityError(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
            if self.source.startswith("=", match.end()):
                raise EntityError(f"Unexpected end of name token {self._at(match.end() + 1)}")
            if match[2] is match[3] is match[4] is None and match[1] != "expandable":
                raise EntityError(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {self._at(begin)}')
            argument = _argument(tag, match[1], match[2] or match[3] or (match[4] or "").lower()) or argument
            i = match.end()

    def _close(self, begin: int) -> int:
        if not self.stack:
            raise EntityError(f"Unexpected end tag {self._at(begin)}")
        i = self._skip_name(begin + 2)
        found = self.source[begin + 2 : i].lower()
        while i < len(self.source) and self.source[i] in _SPACE:
            i += 1
        if not self.source.startswith(">", i):
            raise EntityError(f"Unclosed end tag {self._at(begin)}")
        tag, argument, start, first = self.stack.pop()
        if found not in ("", tag):
            raise EntityError(f'Unmatched end tag {self._at(begin)}, expected "</{tag}>", found "</{found}>"')
        if self.offset > start:
            self._add(tag, argument, start, "".join(self.out[first:]))
        return i + 1

    def _add(self, tag: str, argument: str, start: int, covered: str) -> None:
        entity: Entity = {"type": _KINDS[tag], "offset": start, "length": self.offset - start}
        if tag == "a":
            if not _link(entity, argument or covered):
                return
        elif tag == "tg-emoji":
            if not re.fullmatch(r"-?[1-9]\d{0,18}", argument):
                raise EntityError("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = argument
        elif tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif tag == "code" and argument:
            entity["language"] = argument  # kept only where a <pre> of the same extent takes it over
        elif tag == "pre" and self.entities and self.entities[-1].get("language") and _same_extent(entity, self.entities[-1]):
            self.entities[-1]["type"] = "pre"
            return
        self.entities.append(entity)


def _same_extent(a: Entity, b: Entity) -> bool:
    return bool(a["offset"] == b["offset"] and a["length"] == b["length"])


def _character(source: str, i: int) -> tuple[str, int]:
    """The character at `i`, a reference decoded, and where the next begins; an unknown reference is just text."""
    match = _REFERENCE.match(source, i)
    if match is None:
        return source[i], i + 1
    if match[3]:
        return (_NAMED[match[3]], match.end()) if match[3] in _NAMED else (source[i], i + 1)
    code = int(match[1], 16) if match[1] else int(match[2])
    return (chr(code), match.end()) if 0 < code < 0x10FFFF and match.end() - i <= 11 else (source[i], i + 1)


def _argument(tag: str, name: str, value: str) -> str:
    """What an attribute says about its tag, empty for one without meaning."""
    value = re.sub(_REFERENCE, lambda m: _character(m[0], 0)[0] if m[3] is None or m[3] in _NAMED else m[0], value)
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    prefix = {("code", "class"): "language-", ("span", "class"): "tg-"}.get((tag, name))
    return value.removeprefix(prefix) if prefix and value.startswith(prefix) else ""


def _link(entity: Entity, url: str) -> bool:
    """Complete a link or a mention by id in place; False where the address is none and the text stays plain."""
    if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
        entity.update(type="text_mention", user={"id": int(user[1])})
    elif _LINK.fullmatch(url):
        entity["url"] = url if "://" in url else f"http://{url}"
    return "url" in entity or "user" in entity
