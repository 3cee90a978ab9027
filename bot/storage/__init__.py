"""The database: tables, engine, and one module of queries for each aggregate."""
