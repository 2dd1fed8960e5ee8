"""A chart: a Vega-Lite specification, drawn as an SVG without network, browser or script.

What may not depend on the machine doesn't: sizes and paddings are given by the specification (`autosize` is none), so
the drawing is the same whatever fonts the machine has, and has room for the widest that a reader may have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from lodestar.report.charts.lettering import FONT_SIZE
from lodestar.report.clean import plain

__all__ = ["Chart", "Spec", "svg"]

Spec = dict[str, Any]

VEGA_LITE = "6.4"
SVG = "http://www.w3.org/2000/svg"
FONT = 'system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
INK, SOFT, GRID = "#1d2733", "#5b6876", "#e3e8ed"

CONFIG: Spec = {
    "aria": False,  # one name for the whole drawing, not one for each of its points
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "text": {"fontSize": FONT_SIZE, "fill": INK, "limit": 0},
    "axis": {
        "labelFontSize": FONT_SIZE,
        "labelColor": SOFT,
        "labelLimit": 0,
        "labelOverlap": False,
        "labelBound": False,
        "labelFlush": False,
        "labelPadding": 6,
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
    },
    "title": {
        "fontSize": FONT_SIZE + 2,
        "fontWeight": 600,
        "color": INK,
        "anchor": "start",
        "frame": "group",
        "lineHeight": FONT_SIZE + 6,
        "limit": 0,
    },
}

UNNEEDED = ("class", "aria-hidden", "pointer-events", "xmlns:xlink")
"""Attributes of Vega's that mean something to its scripts alone, or to the page's style."""


@dataclass(frozen=True)
class Chart:
    """A chart. A template shows it with `{{ chart }}`.

    Attributes:
        spec: in Vega-Lite, with its data and without any configuration of looks.
        name: what it shows, for those who can't see it.
        description: what is to be seen on it, for the same; may be empty.
        begins_at_zero: whether its scale does: where it doesn't, a caption must say so.
    """

    spec: Spec
    name: str
    description: str = ""
    begins_at_zero: bool = True

    @cached_property
    def svg(self) -> Markup:
        """The drawing."""
        return svg(self.spec, name=self.name, description=self.description)

    def __html__(self) -> Markup:
        """The drawing, for templates."""
        return self.svg


def svg(spec: Spec, *, name: str, description: str = "") -> Markup:
    """A specification as an SVG: no ids, no classes, no addresses, the same text every time.

    Raises:
        ValueError: Vega-Lite can't draw it.
    """
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(
        {**_plain(spec), "config": CONFIG, "autosize": "none"},
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
    )
    root = ElementTree.fromstring(drawn)
    for node in root.iter():
        node.tag = node.tag.removeprefix(f"{{{SVG}}}")
        for attribute in UNNEEDED:
            node.attrib.pop(attribute, None)
        for child in [child for child in node if child.get("display") == "none"]:
            node.remove(child)
    size = {key: root.attrib[key] for key in ("width", "height", "viewBox")}
    root.attrib = {"xmlns": SVG, **size, "role": "img", "aria-label": plain(name)}
    for place, (tag, text) in enumerate((("title", name), ("desc", description))):
        if text:
            told = ElementTree.Element(tag)
            told.text = plain(text)
            root.insert(place, told)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _plain(value: Any) -> Any:
    """The same with every text made plain: half a letter or a control character would break the drawing."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
