"""`python -m bot bank …`: what editors run on their question files."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from bot.config import Settings
from bot.content import ContentError, load_bank
from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.lint import Finding, Report, lint
from bot.domain.lint.figures import Figures, Share
from bot.domain.question import Difficulty, Kind, Level, Question
from bot.errors import StartupError

HOME = "mls-c01"


def add_bank_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `bank lint` and `bank stats`; the parsed arguments carry the function to call in ``run``."""
    bank = subparsers.add_parser("bank", help="check and count the questions")
    commands = bank.add_subparsers(dest="bank_command", required=True, metavar="command")
    for name, run, text in (
        ("lint", run_lint, "look for flaws; exit code 1 if there are errors"),
        ("stats", run_stats, "count the questions of an exam"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--json", action="store_true", help="print JSON")
        command.add_argument("--exam", metavar="ID", help="one exam, such as mls-c01")
        command.add_argument(
            "--questions",
            metavar="FOLDER",
            type=Path,
            action="append",
            help="a folder of exams, instead of the one that comes with the bot and those of QUESTIONS_DIR",
        )
        command.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with its place, as it is printed."""

    place: str
    severity: str
    code: str
    text: str
    question: str | None = None

    def __str__(self) -> str:
        about = f"{self.question}: " if self.question else ""
        return f"{self.place}: {self.severity} {self.code}: {about}{self.text}"


def run_lint(args: argparse.Namespace) -> int:
    """Print what is wrong and the figures; 1 if there are errors, of the files' form or of their content."""
    try:
        bank = load_bank(_folders(args))
        reports = {exam.id: lint(exam, bank.of(exam.id)) for exam in _exams(bank, args.exam)}
        lines = list(_lines(bank, reports.values()))
    except ContentError as error:
        reports = {}
        lines = [Line(problem.place, "error", "schema", problem.text) for problem in error.problems]
    severities = Counter(line.severity for line in lines)
    errors, warnings = severities["error"], severities["warning"]
    shown = {exam: report.figures for exam, report in reports.items() if report.figures.questions}
    if args.json:
        findings = [asdict(line) for line in lines]
        figures = {exam: _jsonable(figures) for exam, figures in shown.items()}
        _print_json({"errors": errors, "warnings": warnings, "findings": findings, "figures": figures})
    else:
        print(*lines, *_figure_lines(shown), f"{errors} errors, {warnings} warnings", sep="\n")
    return 1 if errors else 0


def run_stats(args: argparse.Namespace) -> int:
    """Print how many questions an exam has, by its parts and their kinds."""
    bank = load_bank(_folders(args))
    default = HOME if HOME in bank.exams else next(iter(bank.exams))
    (exam,) = _exams(bank, args.exam or default)
    stats = _stats(exam, bank.of(exam.id))
    stats["exams"] = {id: len(bank.of(id)) for id in bank.exams}
    if args.json:
        _print_json(stats)
    else:
        print(f"{exam.code}, {exam.name}: {stats.pop('total')} questions")
        for name, counts in stats.items():
            print(f"{name.replace('_', ' ')}: {', '.join(f'{key} {count}' for key, count in counts.items())}")
    return 0


def _folders(args: argparse.Namespace) -> Sequence[Path]:
    return args.questions or Settings.read(os.environ).question_folders


def _exams(bank: Bank, wanted: str | None) -> Sequence[Exam]:
    """The exam asked for, or all."""
    if wanted is None:
        return tuple(bank.exams.values())
    if wanted not in bank.exams:
        raise StartupError(f"There is no exam {wanted}; there are {', '.join(bank.exams)}.")
    return (bank.exams[wanted],)


def _lines(bank: Bank, reports: Iterable[Report]) -> Iterator[Line]:
    """All findings in the order of the files; those about an exam as a whole come first."""
    order = {id: number for number, id in enumerate(bank.questions)}

    def rank(finding: Finding) -> int:
        return order[finding.question_id] if finding.question_id else -1

    for report in reports:
        for found in sorted(report.findings, key=rank):
            place = bank.places[found.question_id] if found.question_id else found.exam
            yield Line(place, found.severity, found.code, found.text, found.question_id)


def _stats(exam: Exam, questions: Sequence[Question]) -> dict[str, Any]:
    domains = [domain.id for domain in exam.domains]
    tasks = [task.id for domain in exam.domains for task in domain.tasks]
    services = Counter(service for question in questions for service in question.services)
    return {
        "total": len(questions),
        "by_domain": _counts(domains, (question.domain for question in questions)),
        "by_task": _counts(tasks, (question.task for question in questions)),
        "by_kind": _counts(get_args(Kind), (question.kind for question in questions)),
        "by_level": _counts(get_args(Level), (question.level for question in questions)),
        "by_difficulty": _counts(get_args(Difficulty), (question.difficulty for question in questions)),
        "services": dict(sorted(services.items(), key=lambda pair: (-pair[1], pair[0]))),
    }


def _counts(names: Iterable[str], values: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, those that don't included."""
    counts = Counter(values)
    return {name: counts[name] for name in names}


def _figure_lines(shown: dict[str, Figures]) -> Iterator[str]:
    for exam, figures in shown.items():
        yield f"\nFigures of {exam}"
        for field in fields(figures):
            value = getattr(figures, field.name)
            if isinstance(value, dict):
                value = "".join(f"\n    {name}: {part}" for name, part in value.items())
            yield f"  {field.name.replace('_', ' ')}: {value}"
        yield ""


def _jsonable(value: Any) -> Any:
    """Figures as plain values; shares get their quotient."""
    if isinstance(value, Share):
        return {"share": round(value.value, 4), "count": value.count, "of": value.of}
    if isinstance(value, dict):
        return {name: _jsonable(part) for name, part in value.items()}
    if isinstance(value, Figures):
        return {field.name: _jsonable(getattr(value, field.name)) for field in fields(value)}
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
