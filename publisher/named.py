"""Views that put names beside codes, for databases.

In: a package and a table of it that points to others. Out: SQL for a view.
Never: makes a row twice; a table is joined only by what is a key of it.
"""

from collections.abc import Iterator

from publisher.package import ForeignKey, Package, Resource
from publisher.warehouse import quoted


def named_view(package: Package, resource: Resource) -> str:
    """`CREATE VIEW <table>_named`: the table with the labels of the rows that it points to.

    A column with a label is named after the field that points and the field that names, as in
    `maker_id_name`. A label that is itself a key is followed to its own label. Empty when nothing
    can be added, or when a table has the view's name.
    """
    name = f"{resource.name}_named"
    columns = [f"t.{quoted(field.name)}" for field in resource.fields]
    taken = {field.name.lower() for field in resource.fields}
    joins: list[str] = []
    for number, key in enumerate(_keys(package, resource), start=1):
        joined: list[str] = []
        labels = list(_labels(package, key, f"k{number}", joined))
        wanted = {f"{'_'.join(key.fields)}_{label}": place for label, place in labels}
        wanted = {n: place for n, place in wanted.items() if n.lower() not in taken}
        if wanted:
            joins += [_join(key, "t", f"k{number}"), *joined]
            columns += [f"{place} AS {quoted(column)}" for column, place in wanted.items()]
            taken |= {column.lower() for column in wanted}
    if not joins or name in package.tables:
        return ""
    tables = " ".join([f"{quoted(resource.name)} AS t", *joins])
    return f"CREATE VIEW {quoted(name)} AS SELECT {', '.join(columns)} FROM {tables}"


def points_to_key(package: Package, key: ForeignKey) -> bool:
    """Whether the fields that a foreign key points to are a key of their table."""
    target = package.tables.get(key.resource)
    if target is None:
        return False
    unique = {(f.name,) for f in target.fields if f.constraints.get("unique")}
    return set(key.reference) == set(target.primary_key) or key.reference in unique


def _keys(package: Package, resource: Resource) -> list[ForeignKey]:
    return [key for key in resource.foreign_keys if points_to_key(package, key)]


def _labels(
    package: Package, key: ForeignKey, alias: str, joined: list[str], depth: int = 0
) -> Iterator[tuple[str, str]]:
    """The fields that name a row of the table pointed to, each with where it stands.

    What has to be joined besides is added to `joined`.
    """
    target = package.tables[key.resource]
    further = {k.fields[0]: k for k in _keys(package, target) if len(k.fields) == 1}
    for number, label in enumerate(target.label, start=1):
        if label in further and depth < 2 and package.tables[further[label].resource].label:
            inner = f"{alias}_{number}"
            joined.append(_join(further[label], alias, inner))
            yield from _labels(package, further[label], inner, joined, depth + 1)
        elif label not in key.reference:
            yield label, f"{alias}.{quoted(label)}"


def _join(key: ForeignKey, left: str, right: str) -> str:
    pairs = zip(key.fields, key.reference, strict=True)
    on = " AND ".join(f"{left}.{quoted(a)} = {right}.{quoted(b)}" for a, b in pairs)
    return f"LEFT JOIN {quoted(key.resource)} AS {right} ON {on}"
