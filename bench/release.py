"""Makes an invented release in the layout of the Deportation Data Project, of any number of rows.

    python bench/release.py 600000 /tmp/detainers-latest.parquet

The facilities are those of `datasets/detainers/facilities.csv` and as many of county seats under
codes that no list has; a few have nothing but a state. All else is made from the number of the row,
so that the same number of rows gives the same values. Nothing in it is of a person.
"""

import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
# Column -> SQL, where it is not one of the many that hold YES, NO or nothing.
COLUMNS = {
    "detainer_prepare_date": "DATE '2022-10-01' + (u % 1260)::INTEGER",
    "facility_state": "f.state",
    "facility_aor": "f.state || ' Area of Responsibility'",
    "detainer_prepared_criminality": "'2 Pending Criminal Charges'",
    "detention_facility": "f.facility",
    "detention_facility_code": "f.code",
    "facility_city": "f.city",
    "gender": "CASE WHEN u % 9 = 0 THEN 'Female' ELSE 'Male' END",
    "citizenship_country": "'COUNTRY ' || u % 90",
    "birth_country": "'COUNTRY ' || u % 91",
    "birth_year": "(1950 + u % 55)::INTEGER",
    "most_serious_conviction_charge": "'CHARGE ' || u % 400",
    "msc_charge_date": "DATE '2015-01-01' + (u % 3000)::INTEGER",
    "apprehension_date": "DATE '2022-10-01' + (u % 1270)::INTEGER",
    "entry_date": "DATE '2001-01-01' + (u % 7000)::INTEGER",
    "detainer_lift_reason": """CASE WHEN u % 100 < 33 THEN NULL WHEN u % 100 < 70 THEN
        'Booked into Detention' WHEN u % 100 < 85 THEN 'Detainer Declined by LEA' WHEN u % 100 < 92
        THEN 'Case Closed' WHEN u % 100 < 97 THEN 'Prosecutorial Discretion' ELSE
        'A reason that no codebook has' END""",
    "detainer_type": """CASE WHEN u // 100 % 20 = 0
        THEN 'I247N - Immigration Advisal - Request for Notification'
        WHEN u // 100 % 50 = 1 THEN NULL ELSE
        'I247A - Immigration Detainer - Immigration Detainer - Notice of Action' END""",
    "unique_identifier": "CASE WHEN u % 8 > 0 THEN md5('person' || n // 2) END",
    "duplicate_likely": "CASE WHEN u % 8 > 0 THEN u % 30 = 1 END",
    "file_original": "'an invented file'",
    "sheet_original": "'one'",
    "row_original": "n::INTEGER",
}  # fmt: skip
FLAGS = [f"flag_{number}_yes_no" for number in range(67 - len(COLUMNS))]


def make_release(path: Path, rows: int) -> None:
    """Writes the Parquet file; `u` is a number that a row seems to have by chance."""
    columns = [f"{sql} AS {name}" for name, sql in COLUMNS.items()]
    columns += [
        f"CASE WHEN hash(n, {k}) % 3 = 0 THEN 'YES' END AS {f}" for k, f in enumerate(FLAGS)
    ]
    tables = ROOT / "datasets"
    with duckdb.connect() as connection:
        connection.execute(
            f"""CREATE TABLE facilities AS
            WITH states AS (SELECT state_fips, upper(state_name) AS state
              FROM read_csv('{tables}/counties/states.csv', all_varchar = true)),
            listed AS (SELECT facility_code, facility_name, facility_city, state
              FROM read_csv('{tables}/detainers/facilities.csv', all_varchar = true)
              LEFT JOIN states USING (state_fips)),
            seats AS (SELECT 'X' || county_fips, upper(seat) || ' JAIL', upper(seat), state
              FROM read_csv('{tables}/counties/county_seats.csv', all_varchar = true)
              JOIN states ON state_fips = left(county_fips, 2) WHERE hash(county_fips) % 2 = 0),
            lost AS (SELECT 'Y' || state_fips, state || ' LOCKUP', 'NOWHERE', state
              FROM states),
            every(code, facility, city, state) AS
              (FROM listed UNION ALL FROM seats UNION ALL FROM lost)
            SELECT row_number() OVER (ORDER BY hash(code), code) - 1 AS f, * FROM every"""
        )
        (many,) = connection.execute("SELECT count(*) FROM facilities").fetchall()[0]
        # The square of a share makes few facilities large and most of them small.
        connection.execute(
            f"""COPY (SELECT {", ".join(columns)} FROM (
                SELECT n, (hash(n, 1) % 1000003)::BIGINT AS u,
                  floor(pow((hash(n, 2) % 1000000) / 1e6, 3) * {many})::BIGINT AS pick
                FROM range({rows}) r(n)) JOIN facilities f ON f.f = pick)
            TO '{path}' (FORMAT parquet, COMPRESSION zstd)"""
        )


if __name__ == "__main__":
    make_release(Path(sys.argv[2]), int(sys.argv[1]))
