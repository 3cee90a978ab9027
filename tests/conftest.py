"""Fixtures for all tests come from these modules."""

pytest_plugins = ["tests.postgres", "tests.databases", "tests.house", "tests.no_skips", "tests.world"]
