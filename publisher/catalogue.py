"""The tables as search engines read them: schema.org datasets, for the pages of the tables.

In: a `Site`, and the table of a page. Out: a `Dataset` as a value, and the element that holds it.
Never: says what is not known; without an address of the site, addresses are relative to the page.

What Google asks of a dataset: developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
from typing import Any

from markupsafe import Markup

from publisher import cite
from publisher.described import Published, media_type, published_name
from publisher.package import Field, Package, Resource
from publisher.pages import UnknownError
from publisher.profile import FieldProfile, said
from publisher.release import LATEST, Release
from publisher.site import Site, slug

SHORTEST, LONGEST = 50, 5000  # letters of a description that Google takes
# In an element of HTML, JSON may not look like the end of it or like a comment (HTML Standard,
# restrictions for contents of script elements). U+2028 and U+2029 end lines in older readers.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def linked_data(site: Site, root: str, name: str = "") -> Markup:
    """The element with the description of a table, or of all; `root` leads to the first page."""
    table = _table(site, name)
    return embedded(dataset(site, table, root) if table else catalogue(site, root))


def _table(site: Site, name: str) -> Resource | None:
    if name and name not in site.package.tables:
        raise UnknownError(f"the table '{name}'")
    return site.package.tables[name] if name else None


def embedded(value: Any) -> Markup:
    """A value as JSON-LD on one line of HTML, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def dataset(site: Site, table: Resource, root: str) -> dict[str, Any]:
    """A table as a dataset: where it is, from when and where, from what, and what it holds."""
    place = site.url or root
    package, profile = site.package, site.release.profile(table.name)
    files = files_of(site.release, table)
    whole = {"@type": "Dataset", "name": cite.title_of(package), "url": f"{place}data/"}
    entry = {
        **_described(package, table, f"{place}data/{slug(table.name)}/"),
        "alternateName": table.name,
        "isPartOf": whole | {"description": _long_enough(package, "")},
        "variableMeasured": [_variable(table.field(one.name), one) for one in profile.fields],
        "distribution": [_download(file, place) for file in files],
        "creditText": cite.sentence(package, table, _page(site, table)),
        "inLanguage": site.main_code,
    }
    return {"@context": "https://schema.org/", **_known(entry)}


def catalogue(site: Site, root: str) -> dict[str, Any]:
    """All tables as one dataset with its parts, in a catalogue of its own."""
    place = site.url or root
    package = site.package
    parts = []
    for resource in package.resources:
        part = _described(package, resource, f"{place}data/{slug(resource.name)}/")
        if not resource.is_table:  # it has no page
            file = site.release.files[published_name(resource)]
            part |= {"@id": "", "url": "", "distribution": [_download(file, place)]}
        parts.append(_known(part))
    entry = {
        **_described(package, None, f"{place}data/"),
        "hasPart": parts,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": cite.title_of(package),
            "url": f"{place}data/",
        },
        "distribution": [_download(file, place) for file in site.release.of("")],
        "creditText": cite.sentence(package, None, _page(site, None)),
        "inLanguage": site.main_code,
    }
    return {"@context": "https://schema.org/", **_known(entry)}


def _page(site: Site, table: Resource | None) -> str:
    """The address of a page about data; empty when the site's is not known."""
    below = f"data/{slug(table.name)}/" if table else "data/"
    return f"{site.url}{below}" if site.url else ""


def citation(site: Site, name: str = "") -> dict[str, str]:
    """How to cite a table, or all of them: `text` and `bibtex`."""
    table = _table(site, name)
    address = _page(site, table) or str(site.package.descriptor.get("homepage", ""))
    return {
        "text": cite.sentence(site.package, table, address),
        "bibtex": cite.bibtex(site.package, table, address),
    }


def _described(package: Package, resource: Resource | None, url: str) -> dict[str, Any]:
    """What is said of one resource and of all of them alike."""
    own = resource.descriptor if resource else package.descriptor
    sources = [_work(source, "CreativeWork") for source in own.get("sources", [])]
    name = f"{package.descriptor.get('name', '')}/{resource.name if resource else ''}".strip("/")
    return {
        "@type": "Dataset",
        "@id": url if "://" in url else "",
        "identifier": name,
        "name": resource.title if resource else cite.title_of(package),
        "description": _long_enough(package, resource.description if resource else ""),
        "url": url,
        "version": cite.version_of(package),
        "dateModified": cite.issued(package),
        "license": [_work(e, "CreativeWork") for e in licences(package, resource)],
        "creator": [{"@type": "Organization", "name": name} for name in cite.authors(package)],
        "keywords": [str(word) for word in package.descriptor.get("keywords", [])],
        "isAccessibleForFree": True,
        "temporalCoverage": span(package, resource),
        "spatialCoverage": spatial(package, resource),
        "isBasedOn": sources,
        # Works to cite besides the dataset itself, as Google has it.
        "citation": [" ".join(filter(None, (s.get("name"), s.get("url")))) for s in sources],
    }


def _known(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in ("", None, [], {})}


def _long_enough(package: Package, text: str) -> str:
    """A description of the length that Google takes, without marks of Markdown."""
    whole = str(package.descriptor.get("description", "")) or cite.title_of(package)
    text = text or whole
    if len(text) < SHORTEST and text != whole:
        text = f"{text} Part of: {cite.title_of(package)}. {whole}"
    text = text.replace("**", "")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _work(entry: dict[str, Any], kind: str) -> dict[str, str]:
    named = {"name": str(entry.get("title") or entry.get("name", ""))}
    address = str(entry.get("path", ""))
    return {"@type": kind, **named} | ({"url": address} if "://" in address else {})


def _variable(field: Field, found: FieldProfile) -> dict[str, Any]:
    """A field as a variable that is measured, with its range where that is of numbers."""
    numeric = field.type in ("integer", "number", "year")
    return _known(
        {
            "@type": "PropertyValue",
            "name": field.title,
            "propertyID": field.name,
            "description": field.description,
            "unitText": field.unit,
            "minValue": said(found.least) if numeric else None,
            "maxValue": said(found.most) if numeric else None,
        }
    )


def _download(file: Published, place: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "contentUrl": f"{place}{LATEST}/{file.name}",
        "encodingFormat": media_type(file),
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def files_of(release: Release, resource: Resource) -> list[Published]:
    """The files of a resource, and the archive of its package."""
    return release.of(resource.name) + release.of_package(resource.group)


def licences(package: Package, resource: Resource | None) -> list[dict[str, Any]]:
    """The licences of a resource: its own, or else those of the package."""
    own = resource.descriptor.get("licenses") if resource else None
    return list(own or package.descriptor.get("licenses", []))


def span(package: Package, resource: Resource | None) -> str:
    """The time that rows are about, `2002-10/2026-03` (ISO 8601); that of all for no resource."""
    resources = [resource] if resource else package.resources
    spans = [r.descriptor.get("temporal", {}) for r in resources]
    starts = [str(s["start"]) for s in spans if s.get("start")]
    ends = [str(s["end"]) for s in spans if s.get("end")]
    if not starts or not ends:
        return ""
    # 2026 ends later than 2026-03 does.
    return f"{min(starts)}/{max(ends, key=lambda end: end + '-99-99'[len(end) - 4 :])}"


def spatial(package: Package, resource: Resource | None) -> str:
    """The place that rows are about (`spatial`): of the resource, or else of the package."""
    own = resource.descriptor.get("spatial") if resource else None
    return str(own or package.descriptor.get("spatial", ""))
