"""Search engines and catalogues are told of the tables in the forms that they read."""

import hashlib
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogue import embedded, span
from publisher.package import Package, Resource
from publisher.write import put_aside
from tests.publisher.lakes import DESCRIPTOR, Lay, Run, changed
from tests.standards import DCAT, GOOGLE, broken

pytestmark = pytest.mark.xdist_group("lakes")

SITE_URL = "https://lakes.example.org/x/"


class Scripts(HTMLParser):
    """The texts of the elements of JSON-LD in a page, and all other elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = ("type", "application/ld+json") in attrs
        if self.open:
            self.texts.append("")
        else:
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data


def linked(page: Path) -> dict[str, Any]:
    (text,) = Scripts(page.read_text(encoding="utf-8")).texts
    value: dict[str, Any] = json.loads(text)
    return value


def addresses(value: Any) -> Iterator[str]:
    """The addresses of pages and files in a value."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("url", "contentUrl", "downloadURL", "landingPage"):
                yield part
            yield from addresses(part)
    elif isinstance(value, list):
        for part in value:
            yield from addresses(part)


TEXTS = st.text() | st.sampled_from(
    ["</script>", "<!--<script>", "]]>", "&amp;", "\u2028", "{{ 1 }}"]
)


@given(st.dictionaries(st.text(max_size=5), TEXTS | st.lists(TEXTS, max_size=3), max_size=4))
def test_json_in_a_page_is_read_as_it_was_whatever_it_holds(value: dict[str, Any]) -> None:
    element = str(embedded(value))
    assert "\n" not in element
    found = Scripts(f"<body>{element}<p>after</p></body>")
    assert [json.loads(text) for text in found.texts] == [value]
    assert found.tags == ["body", "p"]
    # Long ones are kept from the builder, as one block.
    text, blocks = put_aside(f"before\n\n{element}\n")
    assert blocks in ([element], []) and (element in text) == (not blocks)


def test_a_table_is_a_dataset_with_its_files_and_variables(built: Path) -> None:
    found = linked(built / "site/data/lakes/index.html")
    assert broken(found, GOOGLE) == []
    assert (found["name"], found["version"], found["dateModified"]) == (
        "Lakes",
        "1.0",
        "2020-01-01",
    )
    assert found["license"] == [
        {
            "@type": "CreativeWork",
            "name": "CC0 1.0",
            "url": "https://creativecommons.org/publicdomain/zero/1.0/",
        }
    ]
    assert found["variableMeasured"][2] == {
        "@type": "PropertyValue",
        "name": "Area",
        "propertyID": "area",
        "unitText": "km²",
        "minValue": 3,
        "maxValue": 12.5,
    }
    files = {file["name"]: file for file in found["distribution"]}
    assert list(files) == ["lakes.csv", "lakes.parquet", "lakes.dta", "lakes.sav", "lakes.zip"]
    for name, file in files.items():
        data = (built / "site/data/lakes" / file["contentUrl"]).resolve().read_bytes()
        assert file["contentUrl"].endswith(f"/data/latest/{name}")
        assert file["contentSize"] == f"{len(data)} B"
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert files["lakes.csv"]["encodingFormat"] == "text/csv"


def test_sources_are_what_a_table_is_based_on(built: Path) -> None:
    found = linked(built / "site/data/levels/index.html")
    source = {"name": "Invented for tests", "url": "https://example.org/levels"}
    assert found["isBasedOn"] == [{"@type": "CreativeWork", **source}]
    assert found["citation"] == ["Invented for tests https://example.org/levels"]


def whole(lay: Lay, *, url: str = "") -> Path:
    """The lakes with a page of all tables, a place, a time and someone to ask."""
    about = '"contributors": [{"title": "Lake Office", "email": "ask@lakes.example.org"}],'
    more = '"spatial": "Nowhere", "homepage": "https://lakes.example.org/", "keywords": ["water"],'
    files = changed(DESCRIPTOR, '"resources": [', f'{about} {more} "resources": [')
    own = '"title": "Water levels",'
    time = '"temporal": {"start": "2020-01", "end": "2021"},'
    files[DESCRIPTOR] = files[DESCRIPTOR].replace(own, f"{own} {time}")
    files["site_src/pages/all/index.md"] = "# All\n\n{{ linked_data() }}\n\n{{ citation().text }}\n"
    config = changed("mkdocs.yml", "site_name: Lakes\n", f"site_name: Lakes\nsite_url: '{url}'\n")
    config["mkdocs.yml"] += "  /all/\n"
    return lay({**files, **config}, built=True)


def test_all_tables_are_one_dataset_of_parts(project: Lay, run: Run) -> None:
    root = whole(project, url=SITE_URL)
    assert run(root, "build", "-q") == (0, "", "")
    found = linked(root / "site/all/index.html")
    assert broken(found, GOOGLE) == []
    assert (found["spatialCoverage"], found["temporalCoverage"]) == ("Nowhere", "2020-01/2021")
    assert found["@id"] == found["url"] == f"{SITE_URL}data/"
    assert [part["url"] for part in found["hasPart"]] == [
        f"{SITE_URL}data/lakes/",
        f"{SITE_URL}data/levels/",
    ]
    assert found["includedInDataCatalog"]["name"] == "Invented lakes"
    assert {"datapackage.json", "croissant.json", "CITATION.cff"} <= {
        file["name"] for file in found["distribution"]
    }
    own = [address for address in addresses(found) if "lakes.example.org" in address]
    assert len(own) == 12
    for address in own:
        path = urlsplit(address).path.removeprefix("/x/")
        assert address.startswith(SITE_URL)
        assert path == "data/" or (root / "site" / path).exists(), address


def test_without_an_address_of_the_site_links_are_relative(built: Path) -> None:
    page = "data/levels/index.html"
    found = linked(built / "site" / page)
    assert "@id" not in found
    for address in {*addresses(found)} - {"https://example.org/levels"}:
        if "creativecommons" not in address:
            assert "://" not in address
            path = urljoin(f"file:///{page}", address).removeprefix("file:///")
            assert path == "data/" or (built / "site" / path).exists(), address


def test_the_catalogue_of_governments_is_valid(project: Lay, run: Run) -> None:
    root = whole(project, url=SITE_URL)
    assert run(root, "build", "-q") == (0, "", "")
    found = json.loads((root / "site/data.json").read_text(encoding="utf-8"))
    assert broken(found, DCAT) == []
    lakes, levels = found["dataset"]
    assert lakes["contactPoint"] == {
        "@type": "vcard:Contact",
        "fn": "Lake Office",
        "hasEmail": "mailto:ask@lakes.example.org",
    }
    assert (levels["temporal"], levels["spatial"]) == ("2020-01/2021", "Nowhere")
    assert [file["downloadURL"] for file in lakes["distribution"]] == [
        f"{SITE_URL}data/latest/lakes.csv",
        f"{SITE_URL}data/latest/lakes.parquet",
        f"{SITE_URL}data/latest/lakes.dta",
        f"{SITE_URL}data/latest/lakes.sav",
        f"{SITE_URL}data/latest/lakes.zip",
    ]


def test_the_catalogue_has_no_downloads_without_an_address_of_the_site(built: Path) -> None:
    found = json.loads((built / "site/data.json").read_text(encoding="utf-8"))
    assert broken(found, DCAT) == []
    assert not any({"distribution", "landingPage"} & entry.keys() for entry in found["dataset"])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": ""}, "title"),
        ({"rights": "x" * 256}, "rights"),
        ({"keyword": []}, "keyword"),
        ({"accessLevel": "open"}, "accessLevel"),
        ({"modified": "last week"}, "modified"),
        ({"publisher": {}}, "publisher.name"),
        ({"contactPoint": {"fn": "A", "hasEmail": "a@example.org"}}, "contactPoint.hasEmail"),
        ({"license": "CC0"}, "license"),
        (
            {"distribution": [{"downloadURL": "x.csv", "mediaType": "text/csv", "format": "CSV"}]},
            "distribution.0.downloadURL",
        ),
        ({"temporal": "2020 to 2021"}, "temporal"),
    ],
)
def test_the_rules_of_the_catalogue_find_what_breaks_them(
    changes: dict[str, Any], problem: str, built: Path
) -> None:
    found = json.loads((built / "site/data.json").read_text(encoding="utf-8"))
    found["dataset"][0] |= changes
    assert broken(found, DCAT) == [f"dataset.0.{problem}"]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([{"start": "2020-01", "end": "2021"}], "2020-01/2021"),
        ([{"start": "2019", "end": "2021-03"}, {"start": "2020", "end": "2021"}], "2019/2021"),
        ([{"start": "2019", "end": "2021-03-31"}, {"end": "2021-03"}], "2019/2021-03"),
        ([{"start": "2019"}], ""),
        ([{}], ""),
    ],
)
def test_the_time_of_all_tables_is_from_the_first_to_the_last(
    spans: list[dict[str, str]], whole: str
) -> None:
    resources = tuple(Resource("r", ("a/b.csv",), (), (), (), {"temporal": one}) for one in spans)
    assert span(Package(Path(), {}, resources), None) == whole
