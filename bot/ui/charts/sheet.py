"""A sheet on which texts and shapes are placed; nothing is drawn yet, so a test can look for overlaps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bot.ui.charts.faces import Face

WIDTH: Final = 1200
"""Telephones show it at about 360: no text is smaller than SMALLEST / 3.3 there."""

MARGIN: Final = 48
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
GAP: Final = 28
HERO, LARGE, BODY, SMALL, SMALLEST = 150, 58, 48, 44, 38

# Blue and orange keep apart for every kind of colour blindness; hatching and words say the same.
PAPER, RULE, RAIL, UPPER = "#1E2027", "#343843", "#434854", "#626B7E"
INK, MUTED, CALM = "#F4F5F7", "#B9BFCA", "#77839A"
BLUE, ORANGE = "#62B5FF", "#FFB04A"

PIECE = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+")
"""What a line may be broken between: words, and single characters of East Asian scripts."""

Look = Literal["solid", "hatched", "outlined"]


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int

    def near(self, other: Box, gap: int = 0) -> bool:
        """Whether the two overlap or come closer than the gap."""
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.top < other.bottom + gap and other.top < self.bottom + gap


@dataclass(frozen=True, slots=True)
class Text:
    """Words from ``x`` on the line ``base``; the box is what the ink covers."""

    box: Box
    words: str
    size: int
    colour: str
    x: int
    base: int
    weight: float


@dataclass(frozen=True, slots=True)
class Shape:
    box: Box
    colour: str
    look: Look
    radius: int


class Sheet:
    """Texts and shapes in the order they are painted; ``y`` is where the next part begins."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.texts: list[Text] = []
        self.shapes: list[Shape] = []
        self.y = MARGIN

    def width(self, words: str, size: int) -> int:
        """How far a text advances."""
        return math.ceil(self.face.at(size).getlength(words))

    def fit(self, words: str, size: int, width: int) -> tuple[str, int]:
        """Smaller until it fits; if that would be too small to read, cut."""
        while self.width(words, size) > width and size > SMALLEST:
            size -= 2
        if self.width(words, size) > width:
            while words and self.width(words + "…", size) > width:
                words = words[:-1].rstrip()
            words += "…"
        return words, size

    def lines(self, words: str, size: int, most: int = 2) -> list[str]:
        """Broken into lines; what is too much stays on the last."""
        made = [""]
        for piece in PIECE.findall(" ".join(words.split())):
            if len(made) < most and self.width(made[-1] + piece, size) > RIGHT - LEFT:
                made.append("")
            made[-1] = (made[-1] + piece).lstrip()
        return [line.rstrip() for line in made if line]

    def text(
        self,
        words: str,
        size: int,
        colour: str = INK,
        *,
        base: int,
        left: int | None = None,
        middle: int | None = None,
        right: int = RIGHT,
        within: int = RIGHT - LEFT,
        bold: bool = False,
    ) -> Box:
        """Words from ``left`` on, else around ``middle`` between the margins, else up to ``right``."""
        words, size = self.fit(words, size, within)
        weight = size / 45 if bold else 0.0
        ink = self.face.ink(words, size, weight)
        if middle is not None:
            left = min(max(middle - (ink[2] - ink[0]) // 2, LEFT), RIGHT - (ink[2] - ink[0]))
        x = right - ink[2] if left is None else left - ink[0]
        box = Box(x + ink[0], base + ink[1], x + ink[2], base + ink[3])
        self.texts.append(Text(box, words, size, colour, x, base, weight))
        return box

    def labels(self, labels: Iterable[tuple[int, str, str]], size: int, base: int) -> None:
        """Texts in a row, each (middle, words, colour), the important ones first: as many as have room."""
        taken: list[Box] = []
        for middle, words, colour in labels:
            box = self.text(words, size, colour, base=base, middle=middle)
            if any(box.near(other, GAP // 2) for other in taken):
                self.texts.pop()
            else:
                taken.append(box)

    def shape(
        self, left: int, top: int, right: int, bottom: int, colour: str, look: Look = "solid", radius: int = 0
    ) -> Box:
        box = Box(left, top, right, bottom)
        if left < right and top < bottom:
            self.shapes.append(Shape(box, colour, look, radius))
        return box

    def dot(self, x: int, y: int, radius: int, colour: str) -> Box:
        return self.shape(x - radius, y - radius, x + radius, y + radius, colour, radius=radius)

    def dashes(self, left: int, right: int, y: int, colour: str) -> None:
        for x in range(left, right, 28):
            self.shape(x, y - 2, min(x + 16, right), y + 2, colour)
