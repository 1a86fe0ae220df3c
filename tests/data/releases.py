"""Small releases in the layouts of the Deportation Data Project, whose rows a test spells out."""

import datetime
import io
from collections.abc import Sequence
from pathlib import Path

import duckdb
import openpyxl

# The columns of the releases of March and of August 2026.
MARCH = [
    "detainer_prepare_date",
    "facility_state",
    "facility_aor",
    "port_of_departure",
    "departure_country",
    "departed_date",
    "case_status",
    "detainer_prepared_criminality",
    "detention_facility",
    "detention_facility_code",
    "facility_city",
    "detainer_prep_threat_level",
    "gender",
    "citizenship_country",
    "birth_country",
    "birth_year",
    "entry_status",
    "most_serious_conviction_charge",
    "msc_sentence_days",
    "msc_sentence_months",
    "msc_sentence_years",
    "msc_charge_code",
    "msc_charge_date",
    "msc_conviction_date",
    "felon",
    "processing_disposition",
    "case_category",
    "arrest_time_case_category",
    "arrest_time_current_program",
    "apprehension_method",
    "final_order_yes_no",
    "final_order_date",
    "apprehension_date",
    "entry_date",
    "prior_felony_yes_no",
    "multiple_prior_misd_yes_no",
    "violent_misdemeanor_yes_no",
    "illegal_entry_yes_no",
    "illegal_reentry_yes_no",
    "immigration_fraud_yes_no",
    "significant_risk_yes_no",
    "other_removal_reason_yes_no",
    "other_removal_reason",
    "criminal_street_gang_yes_no",
    "aggravated_felony_yes_no",
    "deportation_ordered_yes_no",
    "order_show_cause_served_yes_no",
    "order_to_show_cause_served_date",
    "biometric_match_yes_no",
    "statements_made_yes_no",
    "unlawful_attempt_yes_no",
    "unlawful_entry_yes_no",
    "visa_yes_no",
    "federal_interest_yes_no",
    "resume_custody_yes_no",
    "detainer_lift_reason",
    "detainer_lift_reason_code",
    "active_investigation_yes_no",
    "arrest_warrant_served_date",
    "detainer_type",
    "notify_release_request_yes_no",
    "tod_current_duty_site",
    "unique_identifier",
    "duplicate_likely",
    "file_original",
    "sheet_original",
    "row_original",
]
AUGUST = [
    "apprehension_date",
    "apprehension_method",
    "biometric_match_yes_no",
    "birth_country",
    "birth_year",
    "case_category",
    "case_status",
    "citizenship_country",
    "departed_date",
    "departure_country",
    "deportation_ordered_yes_no",
    "detainer_lift_reason",
    "detainer_prep_threat_level",
    "detainer_prepare_date",
    "detainer_prepared_criminality",
    "detainer_type",
    "detention_facility",
    "detention_facility_code",
    "entry_date",
    "entry_status",
    "facility_aor",
    "facility_city",
    "facility_state",
    "felon",
    "final_order_date",
    "final_order_yes_no",
    "tod_final_program",
    "gender",
    "most_serious_conviction_charge",
    "msc_charge_code",
    "msc_charge_date",
    "msc_conviction_date",
    "order_show_cause_served_yes_no",
    "port_of_departure",
    "processing_disposition",
    "resume_custody_yes_no",
    "msc_sentence_days",
    "msc_sentence_months",
    "msc_sentence_years",
    "statements_made_yes_no",
    "arrest_time_case_category",
    "arrest_time_case_category_code",
    "apprehension_method_simple",
    "request_type",
    "conviction",
    "duplicate_episode_identifier",
    "duplicate_episode_first",
    "unique_identifier",
    "duplicate_likely",
    "duplicate_drop_row",
    "file_original",
    "sheet_original",
    "row_original",
]

# What could tell of a person; none of it may be found after an import.
PERSON = {
    "unique_identifier": "PERSON-4711", "birth_year": "-98765", "citizenship_country": "ATLANTIS",
    "birth_country": "LEMURIA", "gender": "Unknown-Person", "most_serious_conviction_charge": "CHARGE-0815",
    "msc_charge_code": "CODE-0816", "msc_charge_date": "1893-02-03", "entry_date": "1894-03-04",
    "apprehension_date": "1895-04-05", "case_status": "STATUS-0817", "other_removal_reason": "REASON-0818",
}  # fmt: skip
DETAINER = "I247A - Immigration Detainer - Immigration Detainer - Notice of Action"
NOTICE = "I247N - Immigration Advisal - Request for Notification"

Row = dict[str, str | None]


def row(day: str | None, **cells: str | None) -> Row:
    """A detainer to a facility of Wake County's seat on a day, but for the cells given."""
    usual: Row = {
        "detainer_prepare_date": day,
        "facility_state": "NORTH CAROLINA",
        "detention_facility": "WAKE COUNTY JAIL",
        "detention_facility_code": "XWAKE",
        "facility_city": "RALEIGH",
        "detainer_type": DETAINER,
        "duplicate_likely": "false",
        **PERSON,
    }
    return {**usual, **cells}


def parquet(file: Path, rows: Sequence[Row], columns: Sequence[str] = MARCH) -> Path:
    """The rows as a Parquet file; a column of days is one where all of its cells are days."""
    with duckdb.connect() as connection:
        named = ", ".join(f'unnest(?::VARCHAR[]) AS "{name}"' for name in columns)
        texts = [[one.get(name) for one in rows] for name in columns]
        connection.execute(f"CREATE TABLE release AS SELECT {named}", texts)
        days = [day for one in rows if (day := one["detainer_prepare_date"]) is not None]
        if all(_is_day(day) for day in days):
            connection.execute("ALTER TABLE release ALTER detainer_prepare_date TYPE TIMESTAMP")
        connection.execute(f"COPY release TO '{file}' (FORMAT parquet)")
    return file


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def xlsx(file: Path, rows: Sequence[Row], columns: Sequence[str] = MARCH) -> Path:
    """The rows as a spreadsheet, days as its own kind of cell."""
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("detainers")
    sheet.append(list(columns))
    for one in rows:
        cells = [one.get(name) for name in columns]
        sheet.append([datetime.date.fromisoformat(c) if c and _is_day(c) else c for c in cells])
    book.save(out)
    file.write_bytes(out.getvalue())
    return file
