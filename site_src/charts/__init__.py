"""Chart functions: from the rows of queries to Altair charts."""
