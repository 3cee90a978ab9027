"""Fixtures for all tests come from these modules."""

pytest_plugins = ["tests.postgres", "tests.no_skips", "tests.world"]
