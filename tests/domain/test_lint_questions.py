"""Each check of a single question: a case that triggers it, and one beside it that doesn't."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.lint.report import lint_question
from bot.domain.question import Reference
from tests.builders import STEM, exam, option, options, question


def codes(**changes: Any) -> dict[str, str]:
    """The codes of what is found in a question with these changes, and their severities."""
    return {found.code: found.severity for found in lint_question(question(**changes), exam())}


def with_why(why: str, **changes: Any) -> dict[str, str]:
    """The same for a question with this reason."""
    base = question()
    return codes(
        options=(option("a", base.options[0].text, correct=True, why=why), *base.options[1:]), **changes
    )


def test_the_sample_question_has_no_flaw() -> None:
    assert codes() == {}


@pytest.mark.parametrize(
    "why",
    [
        "Option B would be cheaper.",
        "Unlike answer C, it reads once.",
        "See options A and D.",
        "Option 2 reads more.",
        "The second option reads more.",
        "It is worse than the last answer.",
        "The second is wrong because it reads more.",
        "It costs less than the first.",
        "It is cheaper (B).",
        "Both C and D read more.",
        "Unlike B, it reads once.",
    ],
)
def test_reasons_that_point_to_options(why: str) -> None:
    assert with_why(why) == {"option-letter": "error"}
    assert codes(takeaway=why) == {"option-letter": "error"}


@pytest.mark.parametrize(
    "why",
    [
        "A first pass is enough.",
        "The first read is slow, the second limit is not reached.",
        "Of the two steps the first is slower.",
        "It has the option to read once.",
        "A model answers 5 requests per second.",
        "Plan B of the vendor is not needed.",
        "With C = 1 the penalty is weak.",
        "The first choice for small files.",
    ],
)
def test_reasons_that_only_look_like_it(why: str) -> None:
    assert with_why(why) == {}


def test_letters_of_an_exhibit_are_no_pointers() -> None:
    stem = f"{STEM} Tests B and C used the old layout."
    assert with_why("Both B and C are slow.", stem=stem) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All of the above", True),
        ("None of these", True),
        ("Both of the options", True),
        ("A and B", True),
        ("Both A and C", True),
        ("All files by port", False),
        ("All of these files", False),
        ("Parts A and B of a file", False),
    ],
)
def test_options_about_options(text: str, found: bool) -> None:
    given = codes(options=options("Column files by day", "Column files by port", "Line files by day", text))
    assert (given.get("all-of-the-above") == "error") is found


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("Amazon S3", "amazon  s3.", "EFS", "EBS"), "duplicate-options"),
        (
            ("Raise recall and lower precision", "Lower precision and raise recall", "x", "y"),
            "duplicate-options",
        ),
        (("5", "5", "7", "9"), "duplicate-options"),
        (("Glue", "Glue and Lambda", "EMR", "Batch"), "overlapping-options"),
        (("Glue", "EMR, Lambda", "EMR, Lambda, and Batch", "Batch"), "overlapping-options"),
        (("Raise recall and lower precision", "Raise precision and lower recall", "x", "y"), None),
        (("Glue with bookmarks", "Glue with triggers", "Glue", "Glue without both"), None),
        (("p < .05", "p > .05", "p = .05", "p = .5"), None),
        (("4 and 12", "12 and 4", "12 and 12", "4 and 4"), None),
        (("1,800", "2,400", "800", "3,600"), None),
    ],
)
def test_duplicates_and_overlaps(texts: tuple[str, ...], code: str | None) -> None:
    errors = [found for found, severity in codes(options=options(*texts)).items() if severity == "error"]
    assert errors == ([code] if code else [])


@pytest.mark.parametrize(
    ("texts", "order", "code"),
    [
        (("6", "12", "8", "20"), "fixed", "unsorted-numbers"),
        (("$1,800", "$2,400", "$30", "$3,600"), "fixed", "unsorted-numbers"),
        (("6", "8", "12", "20"), "fixed", None),
        (("20 GB", "12 GB", "8 GB", "6 GB"), "fixed", None),
        (("6", "8", "12", "20"), "free", "shuffled-numbers"),
        (("300 s and 64 MB", "300 s and 128 MB", "900 s and 64 MB", "900 s and 128 MB"), "free", None),
        (
            ("300 s and 64 MB", "900 s and 64 MB", "300 s and 128 MB", "900 s and 128 MB"),
            "free",
            "unsorted-numbers",
        ),
        (("−2", "−1", "0", "3"), "fixed", None),
        (("6 shards", "8 streams", "3 nodes", "5 jobs"), "free", None),
    ],
)
def test_numbers_in_order(texts: tuple[str, ...], order: str, code: str | None) -> None:
    found = codes(options=options(*texts), order=order)
    assert {name for name in found if name.endswith("numbers")} == ({code} if code else set())


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Read it.", "Write it.", "Copy it.", "Move it"), True),
        (("Read it", "Write it", "Copy it", "move it"), True),
        (("Read it", "Write it", "Copy it", "Move it"), False),
        (("Read it", "k-means on it", "min_count of it", "`load` it"), False),
    ],
)
def test_punctuation_and_capitals(texts: tuple[str, ...], found: bool) -> None:
    assert ("punctuation" in codes(options=options(*texts))) is found


def test_an_article_that_fits_some_options() -> None:
    texts = options("Endpoint", "Batch job", "Notebook", "Pipeline")
    assert "grammar" in codes(stem=f"{STEM} The team should use an", options=texts)
    assert "grammar" not in codes(stem=f"{STEM} The team should use", options=texts)


@pytest.mark.parametrize(("count", "found"), [(5, True), (24, True), (25, False), (130, False), (131, True)])
def test_stem_length(count: int, found: bool) -> None:
    assert ("stem-length" in codes(stem="word " * count)) is found
    table = "\n\n| one | two |\n|---|---|\n" + "| some words | more words |\n" * 40
    assert ("stem-length" in codes(stem="word " * count + table)) is found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Which layout does NOT fit?", True),
        ("All layouts fit EXCEPT which?", True),
        ("Which layout is not suitable here?", True),
        ("Which layouts fit, except for the cheapest?", True),
        ("The data is not sorted. Which layout fits?", False),
        ("Which layout has the LEAST overhead?", False),
        ("Which layout fits best? Nothing may not be lost.", False),
    ],
)
def test_negative_stems(sentence: str, found: bool) -> None:
    assert ("negative-stem" in codes(stem=f"{STEM} {sentence}")) is found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("(Select two.)", True),
        ("Choose THREE.", True),
        ("Pick the best two answers.", True),
        ("Select all that apply.", True),
        ("The team selects two features.", False),
        ("Choose the cheapest one.", False),
    ],
)
def test_stems_that_say_how_many(sentence: str, found: bool) -> None:
    assert ("select-n" in codes(stem=f"{STEM} {sentence}")) is found


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("| metric | A | B |\n|---|---|---|\n| x | 1 | 2 |", True),
        ("| test | x |\n|---|---|\n| C | 1 |", True),
        ("| test | x |\n|---|---|\n| E | 1 |", False),
        ("| metric | P | Q |\n|---|---|---|\n| x | 1 | 2 |", False),
    ],
)
def test_labels_of_a_table(table: str, found: bool) -> None:
    assert ("exhibit-letters" in codes(stem=f"{STEM}\n\n{table}")) is found


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("Column files by the port", "Files by the port", "Line files", "Port files"), "key-longest"),
        (("Logs", "Column files by port", "Line files by day", "Line files by port"), "key-shortest"),
        (("Column files by months", "Column files by port", "Line files by day", "Line files by port"), None),
        (("Rows", "Days", "Logs", "Row"), None),
        (("1000000000000000", "2", "3", "4"), None),
    ],
)  # fmt: skip
def test_keys_that_stand_out_by_length(texts: tuple[str, ...], code: str | None) -> None:
    found = {name for name in codes(options=options(*texts)) if name.startswith("key-")}
    assert found == ({code} if code else set())


def test_length_of_several_keys() -> None:
    long = ("A rather long text of a key", "Another long text of a key")
    short = ("Short text", "Brief text", "Small text")
    assert "key-longest" in codes(kind="multiple", options=options(*long, *short, key="ab"))
    assert "key-longest" not in codes(kind="multiple", options=options(*long, *short, key="ac"))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Read by day", "Always read by port", "Read by month", "Read by year"), True),
        (("Read by day", "Read only by port", "Read by month", "Read by year"), True),
        (("Always read by day", "Never read by port", "Read by month", "Read by year"), False),
        (("Read by day", "Read by port", "Read by month", "Read by year"), False),
    ],
)
def test_absolutes(texts: tuple[str, ...], found: bool) -> None:
    assert ("absolutes" in codes(options=options(*texts))) is found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Sorted column files, daily", "Sorted lines", "Column archive", "Text files, daily"), True),
        (("Column files by day", "Column files by port", "Line files by day", "Line files by port"), False),
        (("Glue", "EMR", "Batch", "Lambda"), False),
    ],
)
def test_convergence(texts: tuple[str, ...], found: bool) -> None:
    assert ("convergence" in codes(options=options(*texts))) is found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Manifest index", "Port index", "Day index", "Month index"), True),
        (("Manifests by index", "Budgets by index", "Ranks by index", "Days by index"), False),
        (("Glue", "EMR", "Batch", "Lambda"), False),
        (("Bucket", "Queue", "Table", "Stream"), False),
    ],
)
def test_words_of_the_stem(texts: tuple[str, ...], found: bool) -> None:
    """Service names don't count: here ``bucket`` is one."""
    assert ("stem-word" in codes(options=options(*texts), services=("bucket",))) is found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Sort the rows (day, port)", "Files by port", "Files by day", "Files by rank"), True),
        (("Rows by day", "Files by port", "Files by day", "Files by rank"), True),
        (("Files by month", "Files by port", "Files by day", "Files by rank"), False),
        (("Rows by day", "Columns by port", "Files by day", "Blocks by rank"), False),
    ],
)
def test_odd_one_out(texts: tuple[str, ...], found: bool) -> None:
    assert ("odd-one-out" in codes(options=options(*texts))) is found


def test_sums() -> None:
    assert codes(check=("1 + 1 == 2",)) == {}
    assert codes(check=("1 + 1 == 3",)) == {"check": "error"}
    assert codes(check=("1 + 1",)) == {"check": "error"}


def test_old_names() -> None:
    assert codes(takeaway="Use Old Stream for it.") == {"old-name": "warning"}
    assert codes(takeaway="Use New Stream for it.") == {}
    assert codes(takeaway="Use New Stream (formerly Old Stream) for it.") == {}
    assert codes(takeaway="Use Bold Streams for it.") == {}


def test_hosts() -> None:
    pages = (
        Reference("A page", "https://docs.example.org/x"),
        Reference("A blog", "https://blog.example.org/x"),
    )
    assert codes(references=pages) == {"host": "warning"}
    anywhere = exam(hosts=())
    assert list(lint_question(question(references=pages), anywhere)) == []


def test_card_sizes() -> None:
    long = "word " * 120
    whys = tuple(option(o.key, o.text, correct=o.correct, why=long) for o in question().options)
    assert codes(options=whys) == {}
    assert codes(options=whys, takeaway=long * 2) == {"card-size": "error"}
    assert codes(stem="word " * 130 + "\n```\n" + "x\n" * 2000 + "```") == {"card-size": "error"}


@pytest.mark.parametrize(
    ("exhibit", "found"),
    [
        (f"```\n{'x' * 40}\n```", False),
        (f"```\n{'x' * 41}\n```", True),
        (f"| one | two |\n|---|---|\n| {'x' * 20} | {'y' * 18} |", False),
        (f"| one | two |\n|---|---|\n| {'x' * 20} | {'y' * 19} |", True),
    ],
)
def test_exhibit_widths(exhibit: str, found: bool) -> None:
    assert ("exhibit-width" in codes(stem=f"{STEM}\n\n{exhibit}")) is found
