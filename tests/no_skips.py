"""Under continuous integration (CI=true) a skipped test fails the run.

A skip says that this machine lacks something; .ci/run installs what the tests need, so there a skip
means a hole nobody would see. A test that may be skipped all the same is marked `may_skip`.
"""

from __future__ import annotations

import os

import pytest

FORBIDDEN = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FORBIDDEN] = []
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        config.pluginmanager.register(_Watch(config.stash[FORBIDDEN]), "no-skips-watch")


class _Watch:
    """Notes each skip, of a test or of a whole file, and fails the run at its end."""

    def __init__(self, forbidden: list[str]) -> None:
        self._forbidden = forbidden

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail") and "may_skip" not in report.keywords:
            self._forbidden.append(_line(report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._forbidden.append(_line(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._forbidden and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _line(report: pytest.TestReport | pytest.CollectReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    return f"{report.nodeid}: {reason}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    forbidden = config.stash[FORBIDDEN]
    if forbidden:
        terminalreporter.section("skipped, which fails under CI")
        for line in forbidden:
            terminalreporter.write_line(line)
