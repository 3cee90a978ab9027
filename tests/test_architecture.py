"""The direction of imports, module sizes, and what a start must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 300
HEAVY = ("matplotlib", "numpy", "PIL", "simcord", "asyncpg")


@dataclass(frozen=True)
class Rule:
    """Modules below ``who`` import nothing below ``never``, except what is below ``but`` or themselves."""

    who: str
    never: tuple[str, ...]
    but: tuple[str, ...] = ()

    def broken_by(self, module: str, imported: str) -> bool:
        return (
            below(module, self.who)
            and any(below(imported, name) for name in self.never)
            and not any(below(imported, name) for name in (*self.but, module))
        )


RULES = (
    Rule("bot.domain", ("bot", "cogs"), but=("bot.domain", "bot.errors")),
    Rule("bot.domain", ("discord", "sqlalchemy", "babel", "aiohttp", "alembic", "apscheduler", "pydantic")),
    Rule("bot.content", ("bot.storage", "bot.services", "bot.ui", "bot.client", "cogs")),
    Rule("bot.content", ("discord", "sqlalchemy")),
    Rule("bot.storage", ("bot.services", "bot.ui", "bot.client", "bot.content", "cogs", "discord")),
    Rule("bot.services", ("bot.ui", "bot.client", "bot.i18n", "bot.content", "cogs", "discord")),
    Rule("bot.scheduler", ("bot", "cogs", "discord")),
    Rule("bot.ui", ("bot.storage", "bot.content", "cogs", "sqlalchemy", "alembic")),
    Rule("cogs", ("bot.storage", "bot.content", "cogs", "sqlalchemy", "alembic")),
    *(Rule(layer, ("bot.app",)) for layer in ("bot.domain", "bot.content", "bot.storage", "bot.services")),
)
ONLY = {
    "simcord": ("bot.play", "tests"),
    "bot.app": ("bot.__main__", "bot.running", "bot.doctor", "bot.play", "tests"),
    "tests": ("tests",),
}
"""What may be imported by these only."""


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def imports(source: str, module: str) -> Iterator[tuple[int, str]]:
    """The line and the name of all that a module imports, also inside functions and TYPE_CHECKING.

    ``from a import b`` yields a.b, which lies below whatever a lies below.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(module.split(".")[: -node.level]) if node.level else ""
            package = ".".join(part for part in (start, node.module) if part)
            yield from ((node.lineno, f"{package}.{alias.name}") for alias in node.names)


def breaches(source: str, module: str) -> list[str]:
    """Imports that go against the layering, as messages."""
    return [
        f"{module}:{line} imports {name}"
        for line, name in imports(source, module)
        if any(rule.broken_by(module, name) for rule in RULES)
        or any(below(name, kept) and not any(below(module, who) for who in ONLY[kept]) for kept in ONLY)
    ]


def modules(*folders: str) -> Iterable[tuple[str, Path]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def test_imports_go_in_the_direction_of_the_layers() -> None:
    found = [
        breach
        for module, path in modules("bot", "cogs", "migrations", "tests")
        for breach in breaches(path.read_text(encoding="utf-8"), module)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot.domain.item", "import discord"),
        ("bot.domain.item", "from sqlalchemy.ext.asyncio import AsyncConnection"),
        ("bot.domain.item", "from bot.storage import answers"),
        ("bot.domain.item", "from bot import i18n"),
        ("bot.domain.item", "if TYPE_CHECKING:\n    from bot.services import Services"),
        ("bot.storage.answers", "def late():\n    import bot.services.quizzes"),
        ("bot.storage.answers", "from bot import ui"),
        ("bot.services.quizzes", "from discord import Locale"),
        ("bot.services.quizzes", "from bot.ui.card import Card"),
        ("bot.services.quizzes", "import cogs.quiz"),
        ("bot.ui.card", "from bot import storage"),
        ("bot.ui.card", "from ..storage.tables import items"),
        ("cogs.quiz", "import sqlalchemy as sa"),
        ("cogs.quiz", "from bot.storage.tables import items"),
        ("cogs.quiz", "from cogs.help import Help"),
        ("cogs.quiz", "from .help import Help"),
        ("bot.client", "import simcord"),
        ("bot.client", "from bot.app import open_bot"),
        ("bot.running", "from tests.world import World"),
    ],
)  # fmt: skip
def test_a_planted_breach_is_found(module: str, line: str) -> None:
    assert breaches(line, module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot.domain.item", "from bot.domain.question import Question"),
        ("bot.services.quizzes", "from bot.storage import answers"),
        ("bot.services.quizzes", "import discordant"),
        ("bot.ui.quiz_cards", "from bot.services.quizzes import Asked"),
        ("cogs.quiz", "from bot.ui.card import Card"),
        ("bot.play.serve", "import simcord"),
        ("bot.running", "from bot.app import open_bot"),
    ],
)  # fmt: skip
def test_imports_along_the_arrows_pass(module: str, line: str) -> None:
    assert breaches(line, module) == []


def test_no_module_grows_past_300_lines() -> None:
    sizes = {module: len(path.read_text("utf-8").splitlines()) for module, path in modules("bot", "cogs")}
    assert {module: size for module, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_the_walk_sees_the_code() -> None:
    seen = dict(modules("bot", "cogs"))
    assert {
        "bot.domain.item",
        "bot.storage.tables",
        "bot.services.quizzes",
        "bot.ui.card",
        "cogs.quiz",
    } <= set(seen)


def test_a_start_loads_no_heavy_module() -> None:
    code = f"import sys, bot.app, cogs.quiz; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
