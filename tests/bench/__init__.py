"""Benchmarks: how fast and how large the bot is, against what it stands on. `make bench` runs them."""
