"""Checks that an editor's eye misses: each finding names a flaw that lets people guess, or trips them."""

from bot.domain.lint.finding import Finding
from bot.domain.lint.report import Report, lint

__all__ = ["Finding", "Report", "lint"]
