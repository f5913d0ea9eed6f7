"""Span: where something stands in a text."""

Span = tuple[int, int]
"""Start and end in code points of the article's text, end exclusive."""
