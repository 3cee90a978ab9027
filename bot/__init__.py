"""Proctor, a Discord bot for study groups that prepare for certification exams."""

__version__ = "0.1.0"
