"""The typefaces that the picture is written in, and where they are found.

English is written in the face that comes with Pillow. It has Latin letters only; where a text needs more,
a face of the system is looked up by file name (Pillow searches the font folders of Linux, macOS and
Windows; on Linux also those below ``XDG_DATA_HOME``, so that an operator can add one without being root).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

KNOWN: Final[dict[str, dict[str, int]]] = {
    "NotoSansCJK-Regular.ttc": {"ja": 0, "ko": 1, "zh_CN": 2},
    "NotoSansJP-Regular.ttf": {"ja": 0},
    "NotoSansKR-Regular.ttf": {"ko": 0},
    "NotoSansSC-Regular.ttf": {"zh_CN": 0},
    "YuGothM.ttc": {"ja": 0},
    "malgun.ttf": {"ko": 0},
    "msyh.ttc": {"zh_CN": 0},
    "AppleSDGothicNeo.ttc": {"ko": 0},
    "Arial Unicode.ttf": {"ja": 0, "ko": 0, "zh_CN": 0},
    "DejaVuSans.ttf": {},
}
"""File names, each with the languages it has the right shapes for and their places in the file."""

NOWHERE = "\U0010ffff"
"""A character that no face has: shown as the face's sign for a missing glyph."""


class Face:
    """A typeface that can be measured and drawn in any size."""

    def __init__(self, file: str | None = None, index: int = 0) -> None:
        """Pillow's own face if there is no file. Raises OSError if the file is not found."""
        self._file, self._index = file, index
        self.at = functools.cache(self._at)
        self._has = functools.cache(self._has_glyph)
        self.at(20)

    def _at(self, size: int) -> FreeTypeFont:
        # The basic layout engine is part of every wheel; the other depends on a library of the system.
        if self._file:
            return ImageFont.truetype(self._file, size, self._index, layout_engine=Layout.BASIC)
        font = ImageFont.load_default(size)
        assert isinstance(font, FreeTypeFont), "Pillow without FreeType"
        return font

    def _has_glyph(self, character: str) -> bool:
        mask = self.at(20).getmask
        return bytes(mask(character)) != bytes(mask(NOWHERE))

    def ink(self, words: str, size: int, weight: float) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what is blackened, seen from the start of the base line."""
        mask, (x, y) = self.at(size).getmask2(words, "L", anchor="ls", stroke_width=weight)
        left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
        return x + left, y + top, x + right, y + bottom

    def has(self, words: str) -> bool:
        """Whether all characters of a text can be drawn."""
        return all(character.isspace() or self._has(character) for character in words)


@functools.cache
def own_face() -> Face:
    return Face()


@functools.cache
def _found(file: str, index: int) -> Face | None:
    try:
        return Face(file, index)
    except OSError:
        return None


def faces(language: str) -> Iterator[Face]:
    """Pillow's own face, then those of the system, first the ones made for the language."""
    yield own_face()
    for file in sorted(KNOWN, key=lambda file: language not in KNOWN[file]):
        if face := _found(file, KNOWN[file].get(language, 0)):
            yield face
