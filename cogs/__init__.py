"""Whatever a person can type or press: each handler parses, calls one service method, and renders."""
