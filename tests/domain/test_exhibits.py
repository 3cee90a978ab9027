"""Tables and code in a stem."""

from __future__ import annotations

from bot.domain.exhibits import parts, prose
from bot.ui.markdown import render

TABLE = """\
| threshold | TP |
|---|---:|
| 0.2 | 1,150 |
| 0.45678 | |"""
CODE = "```python\njob.commit()\n# | not | a table |\n```"
STEM = f"Before.\n\n{TABLE}\n\nBetween.\n\n{CODE}\n\nAfter, a | b."


def test_a_stem_falls_into_parts() -> None:
    kinds = [part.kind for part in parts(STEM)]
    assert kinds == ["prose", "table", "prose", "code", "prose"]
    assert prose(STEM).split() == ["Before.", "Between.", "After,", "a", "|", "b."]


def test_a_table_is_as_wide_as_it_is_shown() -> None:
    table = next(part for part in parts(STEM) if part.kind == "table")
    assert table.rows == [["threshold", "TP"], ["0.2", "1,150"], ["0.45678", ""]]
    assert table.width == len("threshold") + 2 + len("1,150")
    assert table.width == max(map(len, render(TABLE).splitlines()))
    assert table.size >= len(render(TABLE))


def test_code_is_as_wide_as_its_longest_line() -> None:
    code = next(part for part in parts(STEM) if part.kind == "code")
    assert code.width == len("# | not | a table |")


def test_unfinished_exhibits() -> None:
    assert [part.lines for part in parts("```\nopen")] == [("open",)]
    assert [part.lines for part in parts("```")] == [()]
    assert [part.kind for part in parts("| a | b |")] == ["prose"]
    assert list(parts("")) == []
