"""The server examples of docs/servers.md, word for word, in the servers they are for."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET  # our own file; nothing hostile in it

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from conftest import PROJECT, fill_archive, sample_files, silent
from report_archive.build import build_archive
from report_archive.policy import PolicyError, inline_of, policy_of, policy_of_site
from site_servers import Manner, serve_site
from test_browser import PAGES

MANUAL = (PROJECT / "docs" / "servers.md").read_text(encoding="utf-8")
NAME, PASSWORD = "reader", "qingyu-2026"
SITE, PASSWORDS = "/srv/archive/site", re.compile(r"/etc/(?:nginx|apache2)/archive\.htpasswd")
SUB_PATH = "/files/archive"
FOREVER = "max-age=31536000, immutable"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}
# Where a page is shown with something going on.
BUSY_PAGES = (
    "search.html?q=学习&year=2021",
    "archive/reports/000001.html?highlight=学习",
    "archive/reports/999999.html",
)
# Chromium says both an event and a line in the console; the event names what was refused.
TELL_VIOLATIONS = """document.addEventListener('securitypolicyviolation', event => console.error(
  'VIOLATION', event.violatedDirective, event.blockedURI, event.sourceFile, event.sample))"""
APACHE_MODULES = (
    *("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"),
    *("mime", "dir", "alias", "filter", "deflate", "headers"),
)


@dataclass(frozen=True)
class Server:
    """A server at work."""

    port: int
    """Its port on 127.0.0.1."""
    prefix: str
    """Where the site is: "" or a path without a slash at the end."""

    @property
    def base(self) -> str:
        """The site's address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for a path of the site: status, headers and body."""
        secret = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        asked = {"Authorization": f"Basic {secret}"}
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", f"{self.prefix}/{path}", headers=asked)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body


def examples(section: str, language: str) -> list[str]:
    """The code blocks of one language in one section of docs/servers.md."""
    text = MANUAL.split(f"{{ #{section} }}")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def program(name: str) -> str:
    """A program of the system; without it the test is skipped, or fails in CI."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"REQUIRE_BROWSER is set, but there is no {name}")
        pytest.skip(f"no {name} on this machine")
    return found


@pytest.fixture(scope="module")
def place(archive: Path) -> Iterator[Path]:
    """A folder that a server's own user may read, with the site and a file of passwords."""
    with tempfile.TemporaryDirectory(prefix="server-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(archive / "site", folder / "档案 (1)")
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()  # noqa: S324 (a format of htpasswd)
        (folder / "passwords").write_text(f"{NAME}:{{SHA}}{digest}\n", encoding="ascii")
        yield folder


def fitted(example: str, place: Path, port: int) -> str:
    """An example with this test's folder, passwords and port in it."""
    quoted = f'"{place / "档案 (1)"}"'
    example = re.sub(rf'"{SITE}"|{SITE}(/?)', lambda m: f'{quoted[:-1]}{m[1] or ""}"', example)
    example = PASSWORDS.sub(str(place / "passwords"), example)
    example = example.replace("listen 80;", f"listen 127.0.0.1:{port};")
    return example.replace("<VirtualHost *:80>", f"<VirtualHost 127.0.0.1:{port}>")


def nginx_settings(place: Path, example: str) -> Path:
    """What Debian's nginx.conf has around a file in conf.d, without its folders."""
    work = Path(tempfile.mkdtemp(dir=place))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {work}/{kind};\n" for kind in kinds)
    (work / "archive.conf").write_text(example, encoding="utf-8")
    settings = work / "nginx.conf"
    settings.write_text(
        f"daemon off;\nmaster_process off;\npid {work}/pid;\nerror_log stderr warn;\n"
        "events {}\nhttp {\ninclude /etc/nginx/mime.types;\n"
        "default_type application/octet-stream;\naccess_log off;\n"
        f"{temporary}include {work}/archive.conf;\n}}\n",
        encoding="utf-8",
    )
    return settings


def apache_settings(place: Path, example: str, port: int) -> Path:
    """The least that apache2 needs around a file in sites-available."""
    work = Path(tempfile.mkdtemp(dir=place))
    modules = "/usr/lib/apache2/modules"
    loads = "".join(f"LoadModule {m}_module {modules}/mod_{m}.so\n" for m in APACHE_MODULES)
    settings = work / "apache.conf"
    settings.write_text(
        f'ServerRoot "{work}"\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\n'
        f'PidFile "{work}/pid"\nErrorLog "{work}/log"\nDefaultRuntimeDir "{work}"\n'
        f"{loads}TypesConfig /etc/mime.types\nUser #65534\nGroup #65534\n{example}",
        encoding="utf-8",
    )
    return settings


def in_sub_path(example: str, name: str) -> str:
    """An example changed as the manual says for a site in a sub-path."""
    if name == "apache":
        example = re.sub(r"(DocumentRoot .*\n)", rf'\1    Alias "{SUB_PATH}" "{SITE}"\n', example)
        return example.replace("404 /404.html", f"404 {SUB_PATH}/404.html")
    location = examples("nginx", "nginx")[1]
    return re.sub(r"    root .*\n    error_page .*\n", lambda _: location, example)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server in the foreground, from its first answer on."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            wait_for(process, port)
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    """Until the port answers, for ten seconds at most."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            try:
                process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            assert process.stderr is not None
            pytest.fail(process.stderr.read())
        else:
            return
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module", params=["nginx", "nginx sub-path", "apache", "apache sub-path"])
def served(request: pytest.FixtureRequest, place: Path) -> Iterator[Server]:
    """The site in nginx and in Apache, at the root and in a sub-path, set up by the examples."""
    name, _, sub = request.param.partition(" ")
    binary, port = program({"apache": "apache2"}.get(name, name)), free_port()
    example = examples(name, name)[0]
    example = fitted(in_sub_path(example, name) if sub else example, place, port)
    if name == "nginx":
        settings = nginx_settings(place, example)
        command = [binary, "-e", "stderr", "-p", str(settings.parent), "-c", str(settings)]
        check = [*command, "-t"]
    else:
        command = [binary, "-DFOREGROUND", "-f", str(apache_settings(place, example, port))]
        check = [*command, "-t"]
    tried = subprocess.run(check, capture_output=True, encoding="utf-8", check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr.lower(), tried.stderr
    with running(command, port):
        yield Server(port, SUB_PATH if sub else "")


@pytest.fixture
def reader(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page of somebody who knows the password, and what the policy refused."""
    context = browser.new_context(http_credentials={"username": NAME, "password": PASSWORD})
    yield context.new_page(), listen(context)
    context.close()


def listen(context: BrowserContext) -> list[str]:
    """What a policy refuses on a context's pages, from now on."""
    refused: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "VIOLATION" in message.text or "Content Security Policy" in message.text:
            refused.append(f"{message.text} ({message.page and message.page.url})")

    context.on("console", note)
    context.add_init_script(TELL_VIOLATIONS)
    return refused


@pytest.mark.browser
def test_every_kind_of_page_keeps_to_the_policy(
    served: Server, reader: tuple[Page, list[str]]
) -> None:
    page, refused = reader
    for name in (*PAGES, *BUSY_PAGES):
        page.goto(f"{served.base}/{name}")
        if name not in ("404.html", "archive/reports/999999.html"):
            page.locator("form[data-md-component=palette] label:visible").click()
            expect(page.locator(".search-box__input")).to_have_count(1)
        assert refused == []
    page.goto(f"{served.base}/index.html")
    page.locator(".search-box__input").fill("学习")
    page.locator(".search-box__input").press("Enter")
    page.locator("#search-hits a").first.click()
    page.locator("mark.report-hit").first.wait_for()
    page.locator("#preamble").select_text()
    page.get_by_role("button", name="复制并注明出处").click()
    expect(page.get_by_text("已复制").first).to_be_attached()
    assert refused == []


@pytest.mark.browser
def test_a_violation_would_be_noticed(served: Server, reader: tuple[Page, list[str]]) -> None:
    """An inline script, a style attribute and another origin are refused, and we hear of it."""
    page, refused = reader
    page.goto(f"{served.base}/index.html")
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hit = 1';
          const image = document.createElement('img');
          image.src = 'http://oa.example/a.png';
          document.body.append(script, image);
          document.body.setAttribute('style', 'color: red');
        }"""
    )
    page.wait_for_function("document.querySelector('img[src*=example]').complete")
    assert page.evaluate("window.hit") is None
    for directive in ("script-src", "style-src", "img-src"):
        assert any(f"VIOLATION {directive}" in line for line in refused), refused


def test_the_policy_is_the_one_that_the_site_needs(served: Server, archive: Path) -> None:
    """What `policy` says of the built site is what the examples send."""
    _, headers, _ = served.get("index.html")
    policy = headers["Content-Security-Policy"]
    assert policy == policy_of_site(archive / "site")
    assert "unsafe" not in policy
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path", ["index.html", "archive/reports/000001.html", "assets/archive.css", "table.js"]
)
def test_text_is_compressed(served: Server, archive: Path, path: str) -> None:
    path = "archive/search/table.js" if path == "table.js" else path
    status, headers, body = served.get(path, Accept_Encoding="gzip")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["Content-Type"].lower().endswith("charset=utf-8")
    assert gzip.decompress(body) == (archive / "site" / path).read_bytes()


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_has_not_changed_is_not_sent_again(served: Server, encoding: str) -> None:
    """Pages and our own scripts are asked about each time, and answered in a line."""
    for path in ("index.html", "assets/search/store.js", "archive/search/table.js"):
        status, headers, _ = served.get(path, Accept_Encoding=encoding)
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
        again, _, body = served.get(
            path, Accept_Encoding=encoding, If_None_Match=str(headers["ETag"])
        )
        assert (again, body) == (304, b"")


def test_names_that_follow_content_are_kept_for_good(served: Server, archive: Path) -> None:
    theme = [
        path.relative_to(archive / "site").as_posix()
        for path in sorted((archive / "site/assets").rglob("*.min.*"))
        if re.search(r"\.[0-9a-f]{8}\.min\.(js|css)$", path.name)
    ]
    assert len(theme) == 4
    assert {served.get(path)[1]["Cache-Control"] for path in theme} == {FOREVER}
    status, headers, _ = served.get("assets/stylesheets/main.00000000.min.css")
    assert status == 404
    assert headers["Cache-Control"] != FOREVER


def test_a_missing_page_is_the_sites_own(served: Server) -> None:
    status, headers, body = served.get("archive/reports/999999.html")
    assert status == 404
    assert "没有这一页" in body.decode()
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_shown_without_the_password(served: Server) -> None:
    for path in ("", "index.html", "assets/archive.css", "archive/search/table.js"):
        for secret in ("", "Basic " + base64.b64encode(b"reader:wrong").decode()):
            status, headers, body = served.get(path, Authorization=secret)
            assert status == 401, path
            assert headers["WWW-Authenticate"].startswith("Basic")
            assert "述职".encode() not in body
    assert served.get("")[0] == 200


def test_the_https_lines_are_accepted(place: Path) -> None:
    """`listen 443 ssl` and its certificate in place of `listen 80`, as nginx reads them."""
    nginx, openssl = program("nginx"), program("openssl")
    key, certificate = place / "archive.key", place / "archive.crt"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    lines = examples("nginx", "nginx")[2].replace("/etc/nginx/archive.", f"{place}/archive.")
    lines = lines.replace("listen 443", f"listen 127.0.0.1:{free_port()}")
    example = examples("nginx", "nginx")[0].replace("    listen 80;\n", lines)
    settings = nginx_settings(place, fitted(example, place, 0))
    command = [nginx, "-e", "stderr", "-p", str(settings.parent), "-c", str(settings), "-t"]
    tried = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.browser
def test_pythons_own_server_will_do(browser: Browser, archive: Path) -> None:
    """The manual's line, literally but for the port."""
    line = next(line for line in examples("python", "") if "http.server" in line).split()
    assert line[:3] == ["python", "-m", "http.server"]
    port = free_port()
    command = [sys.executable, *line[1:3], str(port), *line[4:]]
    context = browser.new_context()
    with subprocess.Popen(command, cwd=archive, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(process, port)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/search.html?q=学习")
            page.locator("#search-hits > li").first.wait_for()
        finally:
            context.close()
            process.terminate()


def test_the_iis_example_is_whole(archive: Path) -> None:
    """Well-formed, and with the same policy; nobody tried it in IIS, and the manual says so."""
    root = ET.fromstring(examples("iis", "xml")[0].encode())  # noqa: S314 (our own file)
    said = {add.get("name"): add.get("value") for add in root.iter("add") if add.get("name")}
    assert said == {"Content-Security-Policy": policy_of_site(archive / "site"), **HEADERS}
    places = [location.get("path") for location in root.iter("location")]
    assert all((archive / "site" / str(path)).is_dir() for path in places)
    assert "没有在 IIS 上试过" in MANUAL


def test_a_web_config_in_docs_comes_along(tmp_path: Path) -> None:
    folder = fill_archive(tmp_path / "archive", sample_files())
    example = examples("iis", "xml")[0]
    (folder / "docs" / "web.config").write_text(example, encoding="utf-8")
    build_archive(folder, silent)
    assert (folder / "site" / "web.config").read_text(encoding="utf-8") == example


@pytest.mark.browser
def test_a_site_of_zensicals_keeps_to_its_policy(
    browser: Browser, archive: Path, tmp_path: Path
) -> None:
    """No script in any page there either; its own script makes a style, and the policy says so."""
    folder = tmp_path / "archive"
    shutil.copytree(archive, folder, ignore=shutil.ignore_patterns("site"))
    command = [sys.executable, "-m", "zensical", "build", "--clean"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    policy = policy_of_site(folder / "site")
    strict = policy_of_site(archive / "site")
    assert policy == strict.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    ours, theirs = ((a / "site/404.html").read_text("utf-8") for a in (archive, folder))
    assert re.findall(r"src=.*?>", ours) == re.findall(r"src=.*?>", theirs)
    manner = Manner(headers={"Content-Security-Policy": policy})
    context = browser.new_context()
    refused = listen(context)
    with serve_site(folder / "site", manner) as base:
        page = context.new_page()
        for name in ("index.html", "archive/reports/000001.html"):
            page.goto(f"{base}/{name}")
        page.goto(f"{base}/search.html?q=学习")
        page.locator("#search-hits > li").first.wait_for()
    context.close()
    assert refused == []


@pytest.mark.parametrize(
    ("page", "scripts", "styles", "attributes"),
    [
        ("<script>alert(1)</script>", 1, 0, set()),
        ("<script>\r\n</script><script>\n</script>", 1, 0, set()),
        ('<SCRIPT type="module">a</SCRIPT >', 1, 0, set()),
        ('<script type="application/json">{"a": "<p onclick=1>"}</script>', 0, 0, set()),
        ('<script defer src="a.js"></script>', 0, 0, set()),
        ("<style>p {}</style>", 0, 1, set()),
        ('<td style="text-align: right">', 0, 0, {"style"}),
        ('<p title="a > b" onclick=go()>', 0, 0, {"onclick"}),
        ('<p title="<b style=x> onclick=1">a style=1</p>', 0, 0, set()),
        ('<!-- <p onclick="go()"> --><p title="<script>">', 0, 0, set()),
        ("<script>'<p onclick=1>'</script><p onload>", 1, 0, {"onload"}),
        ('<p data-style="a">&lt;p onclick="a"&gt;</p>', 0, 0, set()),
    ],
)
def test_what_stands_in_a_page_is_found(
    page: str, scripts: int, styles: int, attributes: set[str]
) -> None:
    found = inline_of(page)
    assert (len(found.scripts), len(found.styles)) == (scripts, styles)
    assert set(found.attributes) == attributes


@pytest.mark.browser
@pytest.mark.parametrize(("attribute", "margin"), [(" style='margin: 7px'", "7px"), ("", "16px")])
def test_the_hashes_let_just_those_scripts_run(
    browser: Browser, attribute: str, margin: str
) -> None:
    """Scripts and styles that an administrator wrote into pages run under the policy we tell."""
    markup = (
        "<!doctype html><meta charset=utf-8><style>p {color: rgb(1, 2, 3)}</style>"
        f"<p{attribute}>述职</p><script>window.hit = '述职'</script>"
    )
    policy = policy_of(inline_of(markup))
    context = browser.new_context()
    page = context.new_page()
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    changed = markup.replace("window.hit", "window.other")
    for path, body in (("whole", markup), ("changed", changed)):
        page.route(f"**/{path}", lambda route, _, b=body: route.fulfill(body=b, headers=headers))
        page.goto(f"http://127.0.0.1/{path}")
        style = "(e => [e.color, e.marginTop])(getComputedStyle(document.querySelector('p')))"
        assert page.evaluate(style) == ["rgb(1, 2, 3)", margin]
        assert page.evaluate("window.hit || null") == ("述职" if path == "whole" else None)
        assert page.evaluate("window.other || null") is None
    context.close()


def test_a_script_in_an_attribute_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>一</p>", encoding="utf-8")
    assert "unsafe" not in policy_of_site(tmp_path)
    page = tmp_path / "关于.html"
    page.write_text('<p onclick="go()">二</p>', encoding="utf-8")
    with pytest.raises(PolicyError, match="onclick") as error:
        policy_of_site(tmp_path)
    assert str(page) in str(error.value)
    with pytest.raises(PolicyError, match="report-archive build"):
        policy_of_site(tmp_path / "nothing")
