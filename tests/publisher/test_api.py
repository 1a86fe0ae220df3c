"""Programs get JSON: rows of the queries, cut by key, described as an OpenAPI document."""

import datetime
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from publisher.answers import answers
from publisher.endpoints import read_endpoints
from publisher.openapi import pack_api, type_of
from publisher.query import plain
from publisher.site import Site
from publisher.writer import Writer
from tests.publisher.lakes import Lay, Run, changed, site_of

pytestmark = pytest.mark.xdist_group("lakes")

API = "site_src/api/lakes.yml"
CC0 = {
    "name": "CC0-1.0",
    "title": "CC0 1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
GREEN = "Green <b>*Lake*</b> {{ 7*7 }}"


@pytest.fixture
def api(built: Path) -> Path:
    return built / "site/api/v1"


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def with_api(root: Path) -> Site:
    site = site_of(root)
    charts = {name: figure.query.name for name, figure in site.figures.items()}
    endpoints = read_endpoints(site.package, site.queries, site.results, charts)
    return replace(site, endpoints=endpoints)


def test_an_answer_has_the_rows_of_its_key_with_sources_licence_version_and_page(
    api: Path,
) -> None:
    assert read(api / "lakes/blue.json") == {
        "version": "1.0",
        "page": "../../../lakes/blue/",
        "licenses": [CC0],
        "sources": [
            {
                "source_id": None,
                "title": "Invented for tests",
                "page": "https://example.org/levels",
            }
        ],
        "data": {
            "lake_id": "blue",
            "name": "Blue Lake",
            "area": 12.5,
            "levels": [
                {"day": "2020-01-01", "level": 4.5},
                {"day": "2020-02-01", "level": 4.25},
                {"day": "2021-01-01", "level": 5},
            ],
            "figures": [
                {
                    "name": "lake_levels",
                    "title": "Water level",
                    "page": "../../../lakes/blue/#figure-lake-levels",
                    "svg": "../../../lakes/blue/lake-levels.svg",
                    "csv": "../../../lakes/blue/lake-levels.csv",
                }
            ],
        },
    }


def test_a_list_has_every_row_and_leads_to_its_answer_and_page(api: Path) -> None:
    assert read(api / "lakes.json")["data"] == [
        {
            "lake_id": "blue",
            "name": "Blue Lake",
            "area": 12.5,
            "answer": "../../api/v1/lakes/blue.json",
            "page": "../../lakes/blue/",
        },
        {
            "lake_id": "green",
            "name": GREEN,
            "area": 3,
            "answer": "../../api/v1/lakes/green.json",
            "page": "../../lakes/green/",
        },
    ]


def test_an_answer_without_a_key_is_the_rows_of_its_query(api: Path) -> None:
    assert read(api / "largest.json")["data"] == [{"value": 12.5}]


def test_the_index_names_every_kind_of_answer(api: Path) -> None:
    assert [(kind["path"], kind["answers"]) for kind in read(api / "index.json")["data"]] == [
        ("lakes.json", 1),
        ("lakes/{lake_id}.json", 2),
        ("largest.json", 1),
        ("openapi.json", 1),
        ("tables.json", 1),
    ]


def test_tables_are_listed_with_fields_and_the_files_that_hold_them(api: Path, built: Path) -> None:
    lakes, levels = read(api / "tables.json")["data"]
    assert (lakes["name"], lakes["rows"], levels["rows"]) == ("lakes", 2, 5)
    assert lakes["fields"][2] == {
        "name": "area",
        "title": "Area",
        "type": "number",
        "unit": "km²",
        "description": None,
    }
    sums = (built / "site/data/latest/SHA256SUMS").read_text(encoding="ascii")
    assert {"csv", "parquet"} <= {file["format"] for file in lakes["files"]}
    for file in lakes["files"] + levels["files"]:
        assert f"{file['sha256']}  {file['name']}\n" in sums
        assert file["bytes"] == (built / "site/data/latest" / file["name"]).stat().st_size


def addresses(value: Any) -> Iterator[str]:
    """The relative addresses anywhere in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from addresses(part)
    elif isinstance(value, str) and value.startswith("../"):
        yield value


def test_every_address_in_an_answer_leads_somewhere(api: Path, built: Path) -> None:
    found = 0
    for file in api.rglob("*.json"):
        if file.name == "openapi.json":
            continue
        for address in addresses(read(file)):
            target = posixpath.normpath(posixpath.join(file.parent.as_posix(), address))
            path = Path(target.split("#")[0])
            page = path / "index.html" if path.is_dir() else path
            assert page.is_file(), f"{file.name}: {address}"
            assert page.is_relative_to(built / "site")
            if "#" in address:
                assert f'id="{address.split("#")[1]}"' in page.read_text(encoding="utf-8")
            found += 1
    assert found > 15


def test_addresses_are_whole_where_the_site_knows_its_own(built: Path) -> None:
    site = replace(with_api(built), url="https://lakes.example/a/")
    made = {answer.path: answer.content for answer in answers(site)}
    assert made["lakes/blue.json"]["page"] == "https://lakes.example/a/lakes/blue/"
    assert made["lakes.json"]["data"][1]["answer"] == (
        "https://lakes.example/a/api/v1/lakes/green.json"
    )


def schemas(document: dict[str, Any]) -> Iterator[tuple[re.Pattern[str], Any, Any]]:
    """For each path a pattern of it, the validator of its answers, and its example."""
    for path, item in document["paths"].items():
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": document["components"]}
        pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
        checked = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        yield pattern, checked, content["example"]


def test_the_document_is_openapi_and_every_answer_is_as_it_says(api: Path) -> None:
    document = read(api / "openapi.json")
    validate(document)
    known = list(schemas(document))
    for file in sorted(api.rglob("*.json")):
        path = f"/{file.relative_to(api).as_posix()}"
        if path == "/openapi.json":
            continue
        [(_, schema, _)] = [entry for entry in known if entry[0].fullmatch(path)]
        schema.validate(read(file))


def test_a_wrong_answer_is_not_as_the_document_says(api: Path) -> None:
    answer = read(api / "lakes/blue.json")
    [checked] = [
        schema
        for pattern, schema, _ in schemas(read(api / "openapi.json"))
        if pattern.fullmatch("/lakes/blue.json")
    ]
    for name, value in (("area", "12.5"), ("lake_id", None), ("levels", [{"day": "2020-01-01"}])):
        wrong = {**answer, "data": {**answer["data"], name: value}}
        assert not checked.is_valid(wrong), name
    assert not checked.is_valid({k: v for k, v in answer.items() if k != "version"})


def test_examples_are_answers_with_their_lists_cut(api: Path) -> None:
    document = read(api / "openapi.json")
    shown = document["paths"]["/lakes/{lake_id}.json"]["get"]
    [parameter] = shown["parameters"]
    assert parameter["example"] == "blue"
    assert shown["responses"]["404"] == {"$ref": "#/components/responses/NotFound"}
    answer = read(api / "lakes/blue.json")
    answer["data"]["levels"] = answer["data"]["levels"][:2]
    assert shown["responses"]["200"]["content"]["application/json"]["example"] == answer


def test_fields_have_the_words_of_the_description_or_their_own(api: Path) -> None:
    shown = read(api / "openapi.json")["paths"]["/lakes/{lake_id}.json"]["get"]
    schema = shown["responses"]["200"]["content"]["application/json"]["schema"]
    data = schema["properties"]["data"]["properties"]
    assert data["area"] == {"type": ["number", "null"], "description": "Area (km²)."}
    assert data["levels"]["items"]["properties"] == {
        "day": {"type": ["string", "null"], "format": "date", "description": "Day."},
        "level": {"type": ["number", "null"], "description": "The level on that day."},
    }


def test_the_page_about_it_shows_an_answer_as_it_is(built: Path) -> None:
    page = (built / "site/api/index.html").read_text(encoding="utf-8")
    assert 'href="../api/v1/lakes/blue.json"' in page
    assert "&quot;name&quot;: &quot;Blue Lake&quot;" in page
    assert "name: string. area: number." in page
    assert "<b>" not in page


def test_a_project_without_endpoints_has_no_api(project: Lay, run: Run) -> None:
    root = project({API: None, "site_src/pages/api/index.md": None}, built=True)
    assert run(root, "build", "-q") == (0, "", "")
    assert not (root / "site/api").exists()
    assert pack_api(site_of(root), Writer(root / "new")) == 0


VALUES = st.one_of(
    *(
        st.lists(st.none() | kind, max_size=4)
        for kind in (
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            st.decimals(allow_nan=False, allow_infinity=False, places=2),
            st.dates(),
            st.datetimes(),
            st.text(),
            st.lists(st.integers()),
        )
    )
)


@given(VALUES, st.sampled_from(["string", "integer", "number", "date", "boolean"]))
def test_the_type_of_a_column_is_that_of_all_its_values(values: list[Any], said: str) -> None:
    schema = type_of(values, said)
    checked = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for value in values:
        if value is not None:
            checked.validate(json.loads(json.dumps(plain(value))))


@pytest.mark.parametrize(
    ("values", "said", "expected"),
    [
        ([None], "date", {"type": "string", "format": "date"}),
        ([None], "number", {"type": "number"}),
        ([], "string", {"type": "string"}),
        ([1, None], "integer", {"type": "integer"}),
        ([1], "number", {"type": "number"}),
        ([1, 1.5], "integer", {"type": "number"}),
        ([datetime.date(2020, 1, 1)], "string", {"type": "string", "format": "date"}),
    ],
)
def test_the_type_of_a_column(values: list[Any], said: str, expected: dict[str, str]) -> None:
    assert type_of(values, said) == expected


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("query: lake_list", "query: nope", "1  lakes/{lake_id}.json: the query 'nope'"),
        ("    area:\n", "    depth:\n", "1  lakes/{lake_id}.json: depth is no column"),
        ("query: lake_levels", "query: largest", "1  lakes/{lake_id}.json: largest has no lake_id"),
        ("figures: [lake_levels]", "figures: [nope]", "1  lakes/{lake_id}.json: the figure nope"),
        (
            "figures: [lake_levels]",
            "figures: [lake_areas]",
            "1  lakes/{lake_id}.json: the figure l",
        ),
        ("example: blue", "example: red", "1  lakes/{lake_id}.json: example: red"),
        ("{value: Square kilometres.}", "{value: }", "18  largest.json: value has no description"),
        ("  title: The largest lake\n", "", "18  largest.json: no title"),
        ("largest.json:", "../largest.json:", "18  ../largest.json: no path of an answer"),
        ("list: lakes.json", "list: largest.json", "18  largest.json: largest.json twice"),
        ("list: lakes.json", "list: index.json", "1  lakes/{lake_id}.json: index.json twice"),
        ("page: lakes/{lake_id}/", "page: a/{depth}/", "1  lakes/{lake_id}.json: {depth}"),
        ("levels:\n", "area:\n", "1  lakes/{lake_id}.json: area twice"),
        ("lakes/{lake_id}.json", "lakes/{name}.json", "1  lakes/{name}.json: lake_levels has no"),
        ("title: The largest", "nope: 1\n  title: The largest", "18  largest.json: nope"),
        ("figures: [", "figures: ]", "16  not YAML: "),
    ],
)
def test_what_is_wrong_in_an_endpoint_is_told_with_its_line(
    old: str, new: str, told: str, project: Lay, run: Run
) -> None:
    ran = run(project(changed(API, old, new), built=True), "build", "-q")
    assert ran.status == 1
    assert ran.out.startswith(f"{API}:{told}"), ran.out


def test_a_key_that_is_no_name_of_a_file_is_refused(project: Lay, run: Run) -> None:
    files = changed(API, "lakes/{lake_id}.json", "lakes/{name}.json")
    files[API] = files[API].split("  parts:")[0].replace("  example: blue\n", "")
    ran = run(project(files, built=True), "build", "-q")
    assert ran.status == 1
    assert "lakes/{name}.json: name is 'Blue Lake'" in ran.out
