"""A Python process of its own, for what can be measured only once per process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def printed(*arguments: str | Path) -> str:
    """What Python prints with these arguments; its complaints appear as they come."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
