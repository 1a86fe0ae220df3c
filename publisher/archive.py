"""The zip of a package: its tables as CSV with all that has to go with them.

In: a group of resources and the files they are published as. Out: the bytes of a zip.
Never: holds a date or a path of the machine; the same content is the same bytes.
"""

import io
import zipfile

from publisher.described import Published, json_file, published_descriptor
from publisher.package import Package, Resource

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same bytes on any day


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
    content["README.md"] = _readme(package, about, resources).encode()
    content["LICENSE.txt"] = _licence(package, resources).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(f"{group}/{name}", ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compresslevel=9)
    return out.getvalue()


def _readme(package: Package, about: dict[str, str], resources: list[Resource]) -> str:
    lines = [f"# {about.get('title', about['name'])}", "", about.get("description", ""), ""]
    lines += [
        f"Version {package.descriptor.get('version', 'not stated')}, part of: "
        f"{package.descriptor.get('title', '')}.",
        "",
    ]
    for resource in resources:
        lines += [f"## {resource.name}: {resource.title}", "", resource.description, ""]
        lines += [f"- `{f.name}` ({f.type}): {f.description or f.title}" for f in resource.fields]
        lines += [""] if resource.fields else []
        lines += [
            f"Source: {s.get('title', '')} {s.get('path', '')}".rstrip()
            for s in resource.descriptor.get("sources", [])
        ]
        lines += [""]
    return "\n".join(lines)


def _licence(package: Package, resources: list[Resource]) -> str:
    lines = ["What the project compiled:"]
    lines += [_licence_line(entry) for entry in package.descriptor.get("licenses", [])]
    for resource in resources:
        lines += ["", f"{resource.name}:"]
        lines += [_licence_line(entry) for entry in resource.descriptor.get("licenses", [])]
    return "\n".join(lines) + "\n"


def _licence_line(entry: dict[str, str]) -> str:
    return f"  {entry.get('title') or entry.get('name', '')} {entry.get('path', '')}".rstrip()
