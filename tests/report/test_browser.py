"""A report in a real Chromium: it says nothing on the console, and fits a phone."""

import re
import shutil
import subprocess
from html import escape

import pytest
from report.studies import ODD

from actsearch.report.build import report
from actsearch.report.html import as_html

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PHONE = 400
# A window is never as narrow as a phone, so each page is in a frame. It has no script of its own:
# this one looks from outside, and notes what is wider than the frame and in no box that scrolls.
LOOK = """<script>
window.onload = () => {
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument
    const wide = [...page.body.querySelectorAll("*")].filter(
      each => each.getBoundingClientRect().right > PHONE && !each.parentElement.closest(".wide"))
    const found = [page.documentElement.scrollWidth, page.querySelectorAll("h2").length,
      ...wide.map(each => each.tagName)]
    frame.removeAttribute("srcdoc")
    frame.dataset.found = found.join(" ")
  }
}
</script>""".replace("PHONE", str(PHONE))

pytestmark = [
    pytest.mark.extra,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)"),
]


def looked_at(folder, pages):
    """Return what the console says, and of each page its width, its headings and what is wider."""
    assert CHROMIUM is not None
    frames = (
        f'<iframe style="border:0;width:{PHONE}px" srcdoc="{escape(page)}"></iframe>'
        for page in pages
    )
    file = folder / "phone.html"
    file.write_text(f"{LOOK}{''.join(frames)}")
    words = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom")
    answer = subprocess.run(
        [CHROMIUM, *words, "--enable-logging=stderr", f"--user-data-dir={folder}", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
    )
    said = [line for line in answer.stderr.splitlines() if "CONSOLE" in line]
    found = re.findall(r'data-found="(\d+) (\d+) ?([^"]*)"', answer.stdout)
    return said, [(int(width), int(headings), wide.split()) for width, headings, wide in found]


def test_no_message_and_nothing_wider_than_a_phone(tmp_path):
    pages = [as_html(report(ODD[name]())) for name in ("hostile", "deep")]
    said, found = looked_at(tmp_path, pages)
    assert said == []
    assert found == [(PHONE, page.count("<h2"), []) for page in pages]


def test_what_is_wrong_would_be_noticed(tmp_path):
    policy = """<meta http-equiv="Content-Security-Policy" content="img-src 'none'">"""
    wrong = '<h2>A</h2><p style="width:900px">B</p><img src="https://example.org/x.png">'
    said, ((width, headings, wide),) = looked_at(tmp_path, [policy + wrong])
    assert "img-src" in said[0]
    assert (width > PHONE, headings, wide) == (True, 1, ["P"])
