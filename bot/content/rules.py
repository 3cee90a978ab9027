"""What a schema can't say: counts, and how ids, files and blueprints belong together.

These checks take the values as they were read, so that they also speak about questions with other faults.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.content import schema
from bot.content.document import Document
from bot.content.problems import Problem
from bot.content.wording import subject

OPTIONS = {"single": (4, 4), "multiple": (5, 6)}
KEYS = {"single": (1, 1), "multiple": (2, 3)}
FILE_NAME = re.compile(r"([1-9][0-9]?\.[1-9][0-9]?)-[a-z0-9-]+\.yaml")


def blueprint_faults(exam: schema.Exam, folder: str, document: Document) -> Iterator[Problem]:
    """Faults in the arithmetic and the ids of a blueprint."""
    if exam.id != folder:
        yield document.problem(("id",), f"`id` is {exam.id}, but the folder is named {folder}")
    total = sum(domain.weight for domain in exam.domains)
    if total != 100:
        yield document.problem(("domains",), f"the weights of the domains add up to {total}, not to 100")
    scale = exam.scale
    if not scale.minimum < scale.passing < scale.maximum:
        yield document.problem(("scale",), "`passing` must lie between `minimum` and `maximum`")
    if not 0 < scale.cut < exam.scored:
        yield document.problem(
            ("scale", "cut"), f"`cut` must lie between 0 and the {exam.scored} scored items"
        )
    if scale.table is not None:
        for text in _table_faults(scale, scale.table, exam.scored):
            yield document.problem(("scale", "table"), text)
    seen: set[str] = set()
    for i, domain in enumerate(exam.domains):
        for j, task in enumerate(domain.tasks):
            loc = ("domains", i, "tasks", j, "id")
            if task.id.partition(".")[0] != domain.id:
                yield document.problem(loc, f'task {task.id} is listed under domain "{domain.id}"')
            if task.id in seen:
                yield document.problem(loc, f"task {task.id} is listed twice")
            seen.add(task.id)
    for domain_id, times in Counter(domain.id for domain in exam.domains).items():
        if times > 1:
            yield document.problem(("domains",), f'domain "{domain_id}" is listed {times} times')


def _table_faults(scale: schema.Scale, table: list[int], scored: int) -> Iterator[str]:
    """What is wrong with a published conversion from raw to scaled scores."""
    if len(table) != scored + 1:
        wanted = f"one for each raw score from 0 to {scored}"
        yield f"`table` needs {scored + 1} entries, {wanted}, but has {len(table)}"
        return
    if table != sorted(table):
        yield "`table` must not fall from one raw score to the next"
    if (table[0], table[-1]) != (scale.minimum, scale.maximum):
        yield f"`table` must go from {scale.minimum} to {scale.maximum}, the ends of the scale"
    if 0 < scale.cut < scored and not table[scale.cut - 1] < scale.passing <= table[scale.cut]:
        yield f"`table` must reach {scale.passing} at the raw score {scale.cut}, and not before"


def head_faults(
    head: schema.QuestionFile, name: str, exam: schema.Exam, document: Document
) -> Iterator[Problem]:
    """Faults in what a question file says about itself."""
    if head.exam != exam.id:
        yield document.problem(
            ("exam",), f"`exam` is {head.exam}, but the file is in the folder of {exam.id}"
        )
    tasks = [task.id for domain in exam.domains for task in domain.tasks]
    if head.task not in tasks:
        yield document.problem(("task",), f"{exam.id} has no task {head.task}; it has {', '.join(tasks)}")
    match = FILE_NAME.fullmatch(name)
    if match is None:
        yield Problem(document.file, 0, f"name the file {head.task}-short-title.yaml")
    elif match[1] != head.task:
        yield document.problem(("task",), f"`task` is {head.task}, but the file name begins with {match[1]}")


def items_of(document: Document) -> list[Any]:
    """The questions of a file as they were read."""
    items = document.data.get("questions") if isinstance(document.data, dict) else None
    return items if isinstance(items, list) else []


def question_faults(
    item: object, loc: tuple[str, int], head: schema.QuestionFile | None, document: Document
) -> Iterator[Problem]:
    """Faults of a question's id and of its numbers of options and keys."""
    if not isinstance(item, dict):
        return
    name = item.get("id")
    if head and isinstance(name, str):
        form = f"{head.exam}-{head.task}-"
        if not re.fullmatch(re.escape(form) + r"\d{3}", name):
            yield document.problem((*loc, "id"), f'`id` must be {form} and three digits, but is "{name}"')
    for text in _miscounts(item):
        yield document.problem((*loc, "options"), subject(document, loc) + text)


def _miscounts(item: dict[str, Any]) -> Iterator[str]:
    kind, options = item.get("kind"), item.get("options")
    if not isinstance(kind, str) or kind not in OPTIONS or not isinstance(options, list):
        return
    keys = sum(isinstance(option, dict) and option.get("correct") is True for option in options)
    if not _within(OPTIONS[kind], len(options)):
        yield f"a {kind} question has {_range(OPTIONS[kind])} options, this one {len(options)}"
    if not _within(KEYS[kind], keys):
        yield f"a {kind} question has {_range(KEYS[kind])} marked `correct: true`, this one {keys}"


def _within(limits: tuple[int, int], number: int) -> bool:
    return limits[0] <= number <= limits[1]


def _range(limits: tuple[int, int]) -> str:
    low, high = limits
    return str(low) if low == high else f"{low} or {high}"
