"""How long Chromium takes to style and lay out the heaviest index pages."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from report_archive.benching.querying import chromium

HEAVIEST = 5
"""Pages that are measured."""
RUNS = 9
"""Times that a page is laid out; the best counts, so that a busy machine adds nothing."""
VIEWPORTS: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
)
# Taking the body out and putting it back makes the browser style and lay out everything anew.
FORCED = """runs => {
  const body = document.body;
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    body.style.display = 'none';
    body.offsetHeight;
    const began = performance.now();
    body.style.display = '';
    body.offsetHeight;
    best = Math.min(best, performance.now() - began);
  }
  return best;
}"""


def measure_layout(site: Path) -> dict[str, dict[str, float]]:
    """For the largest pages that are no reports: size and milliseconds, wide or narrow.

    Raises:
        BuildError: There is no Chromium.
    """
    pages = [page for page in site.rglob("*.html") if page.parent.name != "reports"]
    heaviest = sorted(pages, key=lambda page: (-page.stat().st_size, page))[:HEAVIEST]
    with chromium() as browser:
        return {
            page.relative_to(site).as_posix(): {
                "KB": page.stat().st_size / 1e3,
                "ms": max(_forced(browser, page, viewport) for viewport in VIEWPORTS),
            }
            for page in heaviest
        }


def _forced(browser: Browser, page: Path, viewport: ViewportSize) -> float:
    context = browser.new_context(viewport=viewport)
    try:
        tab = context.new_page()
        tab.goto(page.resolve().as_uri())
        return float(tab.evaluate(FORCED, RUNS))
    finally:
        context.close()
