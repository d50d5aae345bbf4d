"""The query language: a statement read, and answered from one company."""
