"""Turns checked tables, SQL, charts and Markdown into a static site, whatever its subject."""

__version__ = "1.0"  # of the program; that of the tables stands in datapackage.json
