"""The demo article: written for Rubricate, in the public domain (CC0)."""

from pathlib import Path

ARTICLE = Path(__file__).with_name("article.txt")
