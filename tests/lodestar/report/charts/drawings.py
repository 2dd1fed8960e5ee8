"""A drawing as a browser reads it: where its texts stand, and whether all have their room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from lodestar.report.charts.lettering import text_width

__all__ = ["Text", "assert_texts_have_room", "boxes", "marks_of", "rows_of", "texts"]

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Text:
    """A text and the rectangle that it fills."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: Text) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def texts(drawing: object) -> list[Text]:
    """All texts, in pixels from the upper left corner of the drawing."""
    found: list[Text] = []

    def walk(node, x, y):
        for dx, dy in re.findall(r"translate\(([-\d.e]+),([-\d.e]+)\)", node.get("transform", "")):
            x, y = x + float(dx), y + float(dy)
        if node.tag == f"{SVG}text":
            size = float(node.attrib["font-size"].removesuffix("px"))
            lines = [tspan for tspan in node if tspan.tag == f"{SVG}tspan"]
            down = 0.0
            for line in lines or [node]:
                down += float(line.get("dy", 0)) if lines else 0.0
                room = text_width(line.text or "", size, bold=node.get("font-weight") in ("600", "700"))
                left = x - {"start": 0, "middle": room / 2, "end": room}[node.attrib["text-anchor"]]
                found.append(Text(line.text or "", left, left + room, y + down - 0.8 * size, y + down + 0.2 * size))
        for child in node:
            walk(child, x, y)

    walk(ElementTree.fromstring(str(drawing)), 0.0, 0.0)
    return found


def boxes(drawing: object, fill: str) -> list[tuple[float, float]]:
    """Left and right edge of each rectangle of a colour, in pixels from the frame's left side."""
    found = re.findall(rf'd="M([-\d.]+),[-\d.]+h([-\d.]+)v[^"]*" fill="{fill}"', str(drawing))
    return [(float(left), float(left) + float(width)) for left, width in found]


def assert_texts_have_room(drawing: object) -> list[Text]:
    """No text is cut by the drawing's edge or stands over another."""
    root = ElementTree.fromstring(str(drawing))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    found = [text for text in texts(drawing) if text.words]
    for text in found:
        assert left - 0.1 <= text.left, text
        assert text.right <= left + width + 0.1, text
        assert top - 0.1 <= text.top, text
        assert text.bottom <= top + height + 0.1, text
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            assert not one.touches(other), (one, other)
    return found


def marks_of(spec, kind: str) -> list:
    """The layers of one kind of mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def rows_of(spec, kind: str) -> list:
    """The data of all layers of one kind of mark."""
    return [row for layer in marks_of(spec, kind) for row in layer["data"]["values"]]
