"""From a sheet to a PNG."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

from bot.ui.charts.sheet import MARGIN, PAPER, WIDTH, Shape, Sheet

FINE: Final = 4
"""Shapes are drawn this much larger and reduced, for smooth edges."""


def paint(sheet: Sheet) -> bytes:
    image = Image.new("RGB", (WIDTH, sheet.y + MARGIN), PAPER)
    for shape in sheet.shapes:
        image.paste(shape.colour, (shape.box.left, shape.box.top), _mask(shape))
    draw = ImageDraw.Draw(image)
    for text in sheet.texts:
        font = sheet.face.at(text.size)
        draw.text((text.x, text.base), text.words, text.colour, font, "ls", stroke_width=text.weight)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _mask(shape: Shape) -> Image.Image:
    """Which pixels of its box a shape covers, and how much."""
    width, height = (shape.box.right - shape.box.left) * FINE, (shape.box.bottom - shape.box.top) * FINE
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    around = (0, 0, width - 1, height - 1)
    if shape.look == "outlined":
        draw.rounded_rectangle(around, shape.radius * FINE, outline=255, width=4 * FINE)
    else:
        draw.rounded_rectangle(around, shape.radius * FINE, fill=255)
    if shape.look == "hatched":
        for x in range(-height, width, 22 * FINE):
            draw.line((x, height, x + height, 0), fill=0, width=7 * FINE)
    return mask.reduce(FINE)
