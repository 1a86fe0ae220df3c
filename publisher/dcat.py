"""`data.json`: the tables as catalogues of governments harvest them (DCAT-US 1.1).

In: a `Site`. Out: the catalogue, as a value.
Never: holds a relative address, which the standard does not allow: without an address of the site
there are no downloads in it, and no pages.

The rules are those of resources.data.gov/resources/dcat-us; for a publisher that is no federal
agency, an e-mail address for questions and the codes of a bureau may be missing.
"""

from typing import Any

from publisher import cite
from publisher.catalogue import files_of, licences, span, spatial
from publisher.described import Published, media_type
from publisher.package import Resource
from publisher.release import DESCRIPTION, LATEST
from publisher.site import Site, slug

DATA_JSON = "data.json"
STANDARD = "https://project-open-data.cio.gov/v1.1"
LONGEST_RIGHTS = 255  # letters (DCAT-US 1.1, rights)


def data_json(site: Site) -> dict[str, Any]:
    """The catalogue: a dataset for each table and each file that is no table."""
    entry = {
        "@context": f"{STANDARD}/schema/catalog.jsonld",
        "@id": f"{site.url}{DATA_JSON}" if site.url else "",
        "@type": "dcat:Catalog",
        "conformsTo": f"{STANDARD}/schema",
        "describedBy": f"{STANDARD}/schema/catalog.json",
        "dataset": [_dataset(site, resource) for resource in site.package.resources],
    }
    return {name: value for name, value in entry.items() if value}


def _dataset(site: Site, resource: Resource) -> dict[str, Any]:
    package = site.package
    terms = licences(package, resource)
    paths = [str(entry["path"]) for entry in terms if "://" in str(entry.get("path", ""))]
    one = paths[0] if len(terms) == len(paths) == 1 else ""
    named = "; ".join(str(entry.get("title") or entry.get("name", "")) for entry in terms)
    page = f"{site.url}data/{slug(resource.name)}/" if site.url and resource.is_table else ""
    pages = (str(s.get("path", "")) for s in resource.descriptor.get("sources", []))
    entry = {
        "@type": "dcat:Dataset",
        "identifier": f"{package.descriptor.get('name', 'data')}/{resource.name}",
        "title": resource.title,
        "description": resource.description or resource.title,
        "keyword": [str(word) for word in package.descriptor.get("keywords", [])]
        or [resource.name],
        "modified": cite.issued(package) or cite.year_of(package),
        "publisher": {"@type": "org:Organization", "name": cite.authors(package)[0]},
        "contactPoint": _contact(site),
        "accessLevel": "public",
        # A dataset has one licence there; where several terms meet, all are told in words.
        "license": one,
        "rights": "" if one else _short(named, LONGEST_RIGHTS),
        "temporal": span(package, resource),
        "spatial": spatial(package, resource),
        "language": [site.main_code],
        "landingPage": page,
        "describedBy": f"{site.url}{LATEST}/{DESCRIPTION}" if site.url else "",
        "describedByType": "application/json" if site.url else "",
        "references": list(dict.fromkeys(path for path in pages if "://" in path)),
        "theme": [str(package.group_descriptor(resource.group)["title"])],
        "distribution": _distribution(site, resource),
    }
    return {name: value for name, value in entry.items() if value}


def _contact(site: Site) -> dict[str, str]:
    """Whom to ask: the first contributor with an address (`email`), or else the first of all."""
    people = site.package.descriptor.get("contributors", [])
    known: dict[str, Any] = next((p for p in people if "@" in str(p.get("email", ""))), {})
    name = str(known.get("title") or cite.authors(site.package)[0])
    entry = {"@type": "vcard:Contact", "fn": name}
    return entry | ({"hasEmail": f"mailto:{known['email']}"} if known else {})


def _distribution(site: Site, resource: Resource) -> list[dict[str, str]]:
    """The files of a table, and of its package; none without an address of the site."""
    files = files_of(site.release, resource) if site.url else []
    return [_download(site, file) for file in files]


def _download(site: Site, file: Published) -> dict[str, str]:
    return {
        "@type": "dcat:Distribution",
        "title": file.name,
        "format": file.format.upper() or file.name,
        "mediaType": media_type(file),
        "downloadURL": f"{site.url}{LATEST}/{file.name}",
    }


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
