"""The committed tables, loaded once for the tests of the data."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.data.tables import committed_tables


@pytest.fixture(scope="session")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with committed_tables() as connection:
        yield connection
