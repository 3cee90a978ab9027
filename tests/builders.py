"""Small valid content for tests: domain values with defaults, and the files they would come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.domain.blueprint import Domain, Exam, Facts, Renamed, Scale, Task
from bot.domain.question import LETTERS, Option, Question, Reference

STEM = (
    "A harbor stores ship manifests in a bucket and trains a model on them each night. "
    "The job reads every file once, and the budget for storage is fixed. Which layout should the team choose?"
)
OPTIONS = ("Column files by day", "Column files by port", "Line files by day", "Line files by port")


def option(key: str, text: str, *, correct: bool = False, why: str = "It fits another workload.") -> Option:
    return Option(key, text, why, correct)


def options(*texts: str, key: str = "a") -> tuple[Option, ...]:
    """Options in the order given; ``key`` names the letters of the right ones."""
    return tuple(
        option(letter, text, correct=letter in key) for letter, text in zip(LETTERS, texts, strict=False)
    )


def question(id: str = "demo-1.1-001", **changes: Any) -> Question:
    """A question without flaws; its exam and task follow from the id."""
    exam, task, _ = id.rsplit("-", 2)
    base = Question(
        id=id,
        exam=exam,
        task=task,
        kind="single",
        level="apply",
        difficulty="medium",
        stem=STEM,
        options=options(*OPTIONS),
        takeaway="Lay files out by how they are read.",
        references=(Reference("Layouts", "https://docs.example.org/layouts"),),
    )
    return replace(base, **changes)


def exam(id: str = "demo", **changes: Any) -> Exam:
    """An exam of two domains with one and two tasks, and no retirement."""
    base = Exam(
        id=id,
        code=id.upper(),
        name="Demo Exam",
        minutes=60,
        scored=10,
        unscored=2,
        scale=Scale(100, 1000, 750, 7),
        domains=(
            Domain("1", "Data", 40, (Task("1.1", "Store data"),)),
            Domain("2", "Models", 60, (Task("2.1", "Train models"), Task("2.2", "Evaluate models"))),
        ),
        facts=Facts(
            audience="People who learn.",
            experience="One year.",
            format="12 questions.",
            fee="10 USD",
            delivery="Online",
            validity="3 years",
            retake="After 14 days",
            languages=("English",),
            out_of_scope=("Proofs",),
        ),
        hosts=("docs.example.org",),
        renamed=(Renamed("Old Stream", "New Stream"),),
    )
    return replace(base, **changes)


def exam_data(value: Exam) -> dict[str, Any]:
    """What ``exam.yaml`` holds for this exam."""
    data: dict[str, Any] = {
        name: getattr(value, name) for name in ("id", "code", "name", "minutes", "scored", "unscored")
    }
    data["scale"] = {name: getattr(value.scale, name) for name in ("minimum", "maximum", "passing", "cut")}
    data["domains"] = [
        {
            "id": domain.id,
            "name": domain.name,
            "weight": domain.weight,
            "tasks": [{"id": task.id, "name": task.name} for task in domain.tasks],
        }
        for domain in value.domains
    ]
    facts = ("audience", "experience", "format", "fee", "delivery", "validity", "retake")
    data["facts"] = {name: getattr(value.facts, name) for name in facts}
    data["facts"] |= {
        "languages": list(value.facts.languages),
        "out_of_scope": list(value.facts.out_of_scope),
    }
    data |= {"services": list(value.services), "hosts": list(value.hosts)}
    data["renamed"] = {renamed.old: renamed.new for renamed in value.renamed}
    if value.retirement:
        data["retirement"] = {"on": value.retirement.on, "successor": value.retirement.successor}
    return data


def question_data(value: Question) -> dict[str, Any]:
    """What a question file holds for this question."""
    data: dict[str, Any] = {
        name: getattr(value, name)
        for name in ("id", "kind", "level", "difficulty", "order", "stem", "takeaway")
    }
    data["services"], data["check"] = list(value.services), list(value.check)
    if value.fact:
        data["fact"] = value.fact
    data["options"] = [
        {"text": o.text, "why": o.why} | ({"correct": True} if o.correct else {}) for o in value.options
    ]
    data["references"] = [{"title": page.title, "url": page.url} for page in value.references]
    return data


def write_exam(folder: Path, value: Exam | None = None, *questions: Question) -> Path:
    """Write an exam and its questions, one file per task, below ``folder``; returns the exam's directory."""
    value = value or exam()
    directory = folder / value.id
    directory.mkdir(parents=True, exist_ok=True)
    _dump(directory / "exam.yaml", exam_data(value))
    for task in dict.fromkeys(q.task for q in questions):
        items = [question_data(q) for q in questions if q.task == task]
        _dump(directory / f"{task}-questions.yaml", {"exam": value.id, "task": task, "questions": items})
    return directory


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")
