"""The exams and questions that editors write as YAML, checked and made into domain values."""

from bot.content.loader import load_bank
from bot.content.problems import ContentError, Problem

__all__ = ["ContentError", "Problem", "load_bank"]
