"""The zip of a package: its tables as CSV with all that has to go with them.

In: a group of resources and the files they are published as. Out: the bytes of a zip.
Never: holds a date or a path of the machine; the same content is the same bytes.
"""

import gzip
import io
import zipfile

from publisher.described import Published, credits_of, json_file, published_descriptor
from publisher.formulas import RULE
from publisher.package import Package, Resource

LEVEL = 5  # of zlib; 7 takes twice as long for a twenty-fifth less
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same bytes on any day


def entry(name: str) -> zipfile.ZipInfo:
    """A file's entry in a zip, the same on any day and system."""
    info = zipfile.ZipInfo(name, ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    # Public from Python 3.13 on, as compress_level.
    info._compresslevel = LEVEL  # type: ignore[attr-defined]
    info.create_system = 3  # Unix, so that the mode counts
    info.external_attr = 0o644 << 16
    return info


def zipped(folder: str, content: dict[str, bytes]) -> bytes:
    """Files by name as a zip, in a folder of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(content.items()):
            archive.writestr(entry(f"{folder}/{name}"), data)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    """The content as a gzip file, without a name or a time (RFC 1952, section 2.3)."""
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as file:
        file.write(content)
    return out.getvalue()


def package_zip(
    package: Package, group: str, resources: list[Resource], files: dict[str, Published]
) -> bytes:
    """CSV, datapackage.json, README.md and LICENSE.txt in a folder named after the package."""
    about = package.group_descriptor(group)
    descriptor = published_descriptor(package, resources, files)
    descriptor |= {k: about[k] for k in ("name", "title", "description") if k in about}
    descriptor.pop("packages", None)
    names = [entry["path"] for entry in descriptor["resources"]]
    content = {name: files[name].path.read_bytes() for name in names}
    content["datapackage.json"] = json_file(descriptor)
    guarded = any(files[name].guarded for name in names)
    content["README.md"] = _readme(package, about, resources, guarded).encode()
    content["LICENSE.txt"] = _licence(package, resources).encode()
    return zipped(group, content)


def _readme(
    package: Package, about: dict[str, str], resources: list[Resource], guarded: bool
) -> str:
    lines = [f"# {about.get('title', about['name'])}", "", about.get("description", ""), ""]
    lines += [
        f"Version {package.descriptor.get('version', 'not stated')}, part of: "
        f"{package.descriptor.get('title', '')}.",
        "",
    ]
    lines += [RULE, ""] if guarded else []
    for resource in resources:
        lines += [f"## {resource.name}: {resource.title}", "", resource.description, ""]
        lines += [f"- `{f.name}` ({f.type}): {f.description or f.title}" for f in resource.fields]
        lines += [""] if resource.fields else []
        lines += [f"Source: {line}" for line in credits_of(resource.descriptor, "sources")]
        lines += [""]
    return "\n".join(lines)


def _licence(package: Package, resources: list[Resource]) -> str:
    lines = ["What the project compiled:"]
    lines += [f"  {line}" for line in credits_of(package.descriptor, "licenses")]
    for resource in resources:
        lines += ["", f"{resource.name}:"]
        lines += [f"  {line}" for line in credits_of(resource.descriptor, "licenses")]
    return "\n".join(lines) + "\n"
