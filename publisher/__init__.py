"""Turns checked tables, SQL, charts and Markdown into a static site, whatever its subject."""

__version__ = "2026.11"
