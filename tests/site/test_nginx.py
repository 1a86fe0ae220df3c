"""The settings for nginx that the site ships, in a real nginx: at the root of a host and below it."""

import gzip
import html
import http.client
import json
import os
import shutil
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.publisher.lakes import front_door, lay
from tests.site.built import ROOT
from tests.site.conftest import Reader
from tests.site.served import serving
from tests.site.visits import open_page

pytestmark = pytest.mark.xdist_group("nginx")

SHIPPED = ROOT / "site_src/deploy/nginx.conf"
TYPES = "/etc/nginx/mime.types"
KEPT = "public, max-age=31536000, immutable"
HASHED = "assets/stylesheets/main.0a1b2c3d.min.css"
# Path below the site -> its type. What is not there after the build is laid beside it.
KINDS = {
    "index.html": "text/html; charset=utf-8",
    "lakes/blue/": "text/html; charset=utf-8",
    "assets/site.css": "text/css; charset=utf-8",
    "assets/vega.js": "application/javascript; charset=utf-8",
    "assets/engine.mjs": "text/javascript; charset=utf-8",
    "assets/engine.wasm": "application/wasm",
    "assets/app.webmanifest": "application/manifest+json",
    "changes.xml": "application/atom+xml",
    "sitemap.xml": "text/xml",
    "data/latest/lakes.csv": "text/csv; charset=utf-8",
    "data/latest/lakes.parquet": "application/vnd.apache.parquet",
    "data/latest/datapackage.json": "application/json",
    "data/latest/SHA256SUMS": "text/plain; charset=utf-8",
    "data/latest/lakes.sqlite": "application/vnd.sqlite3",
    "data/latest/lakes.duckdb": "application/octet-stream",
    "data/latest/lakes.dta": "application/x-stata-dta",
    "data/latest/lakes.sav": "application/x-spss-sav",
    "data/latest/shapes.topo.json": "application/json",
    "data/latest/lakes.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "data/latest/lakes.geojson": "application/geo+json",
    "data/2026.11/lakes.csv": "text/csv; charset=utf-8",
    "figures/largest/largest.sql": "application/sql; charset=utf-8",
    "figures/lake-areas/lake-areas.svg": "image/svg+xml",
    "messages/es.po": "text/x-gettext-translation; charset=utf-8",
    "notes.md": "text/markdown; charset=utf-8",
    "api/v1/lakes.json": "application/json",
}


def find_nginx() -> str:
    """The path of the system's nginx. Without one a test skips; in CI it fails."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("nginx is not installed, and in CI it has to be")
    pytest.skip("nginx is not installed")


@contextmanager
def nginx(folder: Path, root: Path, under: str) -> Iterator[tuple[str, int]]:
    """A running nginx with the shipped settings; its host and port.

    Only what the settings say to change is changed: `root`, `listen`, `$under`.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in {
        "    listen 8080;\n    listen [::]:8080;\n": f"    listen 127.0.0.1:{port};\n",
        "    root /usr/share/nginx/html;\n": f"    root {root};\n",
        '    set $under "";\n': f'    set $under "{under}";\n',
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/temp;\n"
        for kind in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    main = folder / "main.conf"
    main.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    program = [find_nginx(), "-p", str(folder), "-c", str(main), "-e", f"{folder}/error.log"]
    tested = subprocess.run([*program, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr + (folder / "error.log").read_text(encoding="utf-8")
    process = subprocess.Popen(program)
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.05)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A site under nginx: the lakes with compressed copies, and a file of each kind."""

    host: str
    port: int
    under: str
    site: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """What nginx answers for a path below the site; names of headers are in lower case."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"{self.under}/{path}", headers=named)
        answer = connection.getresponse()
        names = [name.lower() for name, _ in answer.getheaders()]
        assert len(names) == len(set(names)), f"{path}: a header twice: {names}"
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read())


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built site, with what other sites have besides."""
    find_nginx()
    root = lay(tmp_path_factory.mktemp("nginx") / "lakes")
    ran = front_door("build", "--quiet", "--precompress", "--root", str(root))
    assert ran == (0, "", "")
    site = root / "site"
    for path in [*KINDS, HASHED, "empty/.keep"]:
        file = site / path
        if path.endswith("/") or file.exists():
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"0123456789" * 200)
    return site


@pytest.fixture(scope="module", params=["", "/some/where"], ids=["root", "folder"])
def served(
    request: pytest.FixtureRequest, lakes: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("run")
    root = folder / "root"
    root.mkdir()
    place = root / request.param.strip("/") if request.param else root
    shutil.copytree(lakes, place, dirs_exist_ok=True)
    with nginx(folder, root, request.param) as (host, port):
        yield Served(host, port, request.param, place)


@pytest.mark.parametrize("path", KINDS)
def test_a_file_has_its_type_and_may_be_read_by_pages_of_others(path: str, served: Served) -> None:
    answer = served.ask(path, Origin="https://example.org")
    assert answer.status == 200
    assert answer.headers["content-type"] == KINDS[path]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    file = served.site / path
    assert answer.body == (file / "index.html" if file.is_dir() else file).read_bytes()


@pytest.mark.parametrize("path", ["data/latest/lakes.csv", "api/v1/lakes.json"])
def test_a_browser_that_asks_first_is_let_through(path: str, served: Served) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access_Control_Request_Method": "GET",
        "Access_Control_Request_Headers": "range",
    }
    answer = served.ask(path, "OPTIONS", **asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "Range" in answer.headers["access-control-allow-headers"].split(", ")
    assert "Content-Range" in answer.headers["access-control-expose-headers"].split(", ")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("", "no-cache"),
        ("lakes/blue/", "no-cache"),
        ("assets/site.css", "no-cache"),
        ("data/latest/lakes.csv", "no-cache"),
        ("data/latest/lakes.parquet", "no-cache"),
        ("api/v1/lakes.json", "no-cache"),
        ("data/2026.11/lakes.csv", KEPT),
        (HASHED, KEPT),
        ("data/2026.11/no-such-file.csv", None),
    ],
)
def test_only_what_never_changes_is_kept(path: str, kept: str | None, served: Served) -> None:
    assert served.ask(path).headers.get("cache-control") == kept


@pytest.mark.parametrize("path", ["", "lakes/blue/", "assets/vega.js", "data/2026.11/lakes.csv"])
def test_what_a_browser_has_is_not_sent_again(path: str, served: Served) -> None:
    for encoding in ("identity", "gzip"):
        first = served.ask(path, Accept_Encoding=encoding)
        again = served.ask(path, Accept_Encoding=encoding, If_None_Match=first.headers["etag"])
        assert (first.status, again.status, again.body) == (200, 304, b"")
        assert served.ask(path, Accept_Encoding=encoding, If_None_Match='"x"').status == 200


def test_the_copy_that_is_compressed_already_is_sent(served: Served) -> None:
    for path in ("lakes/blue/index.html", "assets/vega.js"):
        plain = served.ask(path)
        small = served.ask(path, Accept_Encoding="gzip, br")
        assert "content-encoding" not in plain.headers
        assert small.headers["content-encoding"] == "gzip"
        assert small.headers["content-type"] == plain.headers["content-type"]
        assert small.body == (served.site / f"{path}.gz").read_bytes()
        assert gzip.decompress(small.body) == plain.body
        assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding"


def test_what_has_no_copy_is_compressed_on_the_way(served: Served) -> None:
    answer = served.ask("messages/es.po", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (served.site / "messages/es.po").read_bytes()


@pytest.mark.parametrize("kind", ["parquet", "sqlite", "duckdb", "csv"])
def test_a_part_of_a_file_can_be_read(kind: str, served: Served) -> None:
    path = f"data/latest/lakes.{kind}"
    whole = (served.site / path).read_bytes()
    # A browser that asks for a part sets this encoding itself (Fetch, section 4.5).
    end = served.ask(path, Range="bytes=-10", Accept_Encoding="identity")
    assert (end.status, end.body) == (206, whole[-10:])
    assert end.headers["content-range"] == f"bytes {len(whole) - 10}-{len(whole) - 1}/{len(whole)}"
    assert end.headers["access-control-allow-origin"] == "*"
    head = served.ask(path, "HEAD", Accept_Encoding="identity")
    assert (head.status, head.headers["accept-ranges"]) == (200, "bytes")
    assert head.headers["content-length"] == str(len(whole))


@pytest.mark.parametrize("path", ["no-such-page/", "lakes/no-such-lake", "empty/", "data/2026.11/"])
def test_what_is_not_there_is_answered_with_the_page_that_says_so(
    path: str, served: Served
) -> None:
    answer = served.ask(path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.body == (served.site / "404.html").read_bytes()
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_folder_without_its_slash_leads_to_the_page(served: Served) -> None:
    answer = served.ask("lakes/blue?x=1")
    assert answer.status == 301
    assert answer.headers["location"] == f"{served.under}/lakes/blue/?x=1"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent(method: str, served: Served) -> None:
    assert served.ask("index.html", method).status == 405


def test_only_pages_made_for_it_stand_in_frames_of_others(served: Served) -> None:
    page = served.ask("lakes/blue/").headers["content-security-policy"]
    embed = served.ask("figures/lake-areas/embed/").headers["content-security-policy"]
    assert (page, embed) == ("frame-ancestors 'self'", "frame-ancestors *")


def test_the_server_does_not_say_its_version(served: Served) -> None:
    assert served.ask("").headers["server"] == "nginx"


@pytest.mark.browser
def test_the_real_site_works_under_it(site: Path, reader: Reader, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "some").mkdir(parents=True)
    (root / "some/where").symlink_to(site)
    with nginx(tmp_path, root, "/some/where") as (host, port):
        base = f"http://{host}:{port}/some/where/"
        page, traffic = open_page(reader(1280, "light"), base, "national/")
        figure = page.locator(".figure").first
        figure.get_by_role("button", name="Explore").click()
        expect(figure.get_by_role("button", name="Back to the chart")).to_be_enabled(timeout=30_000)
        expect(figure.locator(".figure-live > svg, .figure-live .vega-embed > svg")).to_be_visible()
        assert traffic.problems == []
        # A page of another site, which for a browser another port is, reads a part of a table.
        (tmp_path / "other").mkdir()
        (tmp_path / "other/index.html").write_text("<title>Other</title>", encoding="utf-8")
        with serving(tmp_path / "other") as other:
            page.goto(other)
            read = page.evaluate(
                "address => fetch(address, {headers: {Range: 'bytes=0-99'}}).then(async (answer) =>"
                " [answer.status, answer.headers.get('content-range'), (await answer.text()).length])",
                f"{base}data/latest/detainers.csv",
            )
        size = (site / "data/latest/detainers.csv").stat().st_size
        assert read == [206, f"bytes 0-99/{size}", 100]
        page.close()


def test_the_other_recipes_say_the_same() -> None:
    """What a host is told of access and of times is told to all of them alike."""

    folder = SHIPPED.parent
    conf = SHIPPED.read_text(encoding="utf-8")
    netlify = tomllib.loads((folder / "netlify.toml").read_text(encoding="utf-8"))
    rules = {rule["for"]: rule["values"] for rule in netlify["headers"]}
    for name, value in rules["/*"].items():
        assert f'add_header {name} "{value}"' in conf, name
    assert rules["/data/2*"] == {"Cache-Control": KEPT}
    once = [name for pattern, values in rules.items() if pattern != "/*" for name in values]
    assert set(once).isdisjoint(rules["/*"]), "two rules for one file"
    (cors,) = json.loads((folder / "s3-cors.json").read_text(encoding="utf-8"))["CORSRules"]
    assert ", ".join(cors["ExposeHeaders"]) == rules["/*"]["Access-Control-Expose-Headers"]
    script = (folder / "s3.sh").read_text(encoding="utf-8")
    assert f'keep="{KEPT}"' in script
    for path, kind in KINDS.items():
        name = path.rpartition(".")[2]
        if "." in path and name not in ("xml", "js", "html"):
            assert f"{name}={kind}" in script.replace('"', "\n").splitlines(), name
    subprocess.run(["sh", "-n", str(folder / "s3.sh")], check=True)


def test_every_recipe_stands_on_the_page_as_it_is(site: Path) -> None:

    page = html.unescape((site / "deploy/index.html").read_text(encoding="utf-8"))
    files = sorted(SHIPPED.parent.iterdir())
    assert len(files) == 5
    for file in files:
        assert file.read_text(encoding="utf-8").removesuffix("\n") in page, file.name
