"""What Discord's Markdown lacks or would misread."""

from __future__ import annotations

import re

FENCE = re.compile(r"^```")
SEPARATOR = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


def render(text: str) -> str:
    """Markdown for Discord: it shows no tables, so a pipe table becomes an aligned code block."""
    shown: list[str] = []
    table: list[str] = []
    fenced = False
    for line in [*text.split("\n"), ""]:
        if FENCE.match(line):
            fenced = not fenced
        if not fenced and line.lstrip().startswith("|"):
            table.append(line)
            continue
        if table:
            shown += aligned(table)
            table = []
        shown.append(line)
    return "\n".join(shown[:-1])


def aligned(lines: list[str]) -> list[str]:
    """A pipe table as a fenced block with columns of equal width; numbers stand to the right."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not SEPARATOR.match(line.strip())
    ]
    columns = max(len(row) for row in cells)
    cells = [row + [""] * (columns - len(row)) for row in cells]
    widths = [max(len(row[i]) for row in cells) for i in range(columns)]
    numeric = [all(is_number(row[i]) for row in cells[1:]) and len(cells) > 1 for i in range(columns)]

    def line(row: list[str]) -> str:
        shown = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        return "  ".join(shown).rstrip()

    rule = "  ".join("─" * width for width in widths)
    return ["```", line(cells[0]), rule, *(line(row) for row in cells[1:]), "```"]


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+−]?[\d.,]*\d[\d.,]*\s?[%A-Za-z]{0,3}|", cell))


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(re.sub(r"```.*?```", " ", text, flags=re.DOTALL).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–(") + "…"
