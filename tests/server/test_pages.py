"""A built page is given as it lies there, under its policy; nothing else of the disk is, and a missing one is said."""

import httpx
import pytest
from fastapi import FastAPI

from server import pages, settings
from server.pages import POLICY

SAID = "default-src 'none'"


@pytest.fixture
def built(tmp_path):
    inbox = tmp_path / "pages" / "inbox"
    (inbox / "assets").mkdir(parents=True)
    (inbox / "index.html").write_text("<!doctype html>")
    (inbox / POLICY).write_text(SAID + "\n")
    (inbox / "assets" / "main-Ab_1-x.js").write_text("0")
    (tmp_path / "pages" / "secret.js").write_text("MARKER")
    (inbox / "assets" / "main.key").write_text("MARKER")
    return tmp_path / "pages"


@pytest.fixture
def wire(built):
    app = FastAPI()
    app.include_router(pages.router(settings.read({"TOLERANT_PAGES": str(built)}).pages))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test")


@pytest.mark.parametrize("path", ["/inbox", "/inbox/"])
async def test_the_page_comes_under_its_policy_and_is_kept_by_nobody(wire, path):
    answer = await wire.get(path)

    assert (answer.status_code, answer.text) == (200, "<!doctype html>")
    assert {name: answer.headers[name] for name in (
        "content-type", "content-security-policy", "cache-control", "x-content-type-options", "referrer-policy",
        "x-frame-options", "cross-origin-opener-policy",
    )} == {
        "content-type": "text/html; charset=utf-8", "content-security-policy": SAID, "cache-control": "no-store",
        "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
    }  # fmt: skip
    assert "set-cookie" not in answer.headers


async def test_a_part_whose_name_holds_its_hash_is_kept_for_ever(wire):
    answer = await wire.get("/inbox/assets/main-Ab_1-x.js")

    assert (answer.status_code, answer.text) == (200, "0")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == SAID


@pytest.mark.parametrize(
    "name",
    ["main-00.js", "main.key", "..%2F..%2F..%2Fsecret.js", "%2e%2e", ".js", "main-Ab_1-x.js%00", "a%5C..%5Cb.js"],
)
async def test_no_other_file_is_given(wire, name):
    answer = await wire.get(f"/inbox/assets/{name}")

    assert answer.status_code == 404
    assert "MARKER" not in answer.text


async def test_a_node_without_the_page_says_how_to_get_it(wire, built):
    (built / "inbox" / "index.html").unlink()

    answer = await wire.get("/inbox")

    assert (answer.status_code, answer.json()["code"]) == (404, "PAGE_NOT_BUILT")
    assert "`make pages`" in answer.json()["sentence"]
    assert answer.headers["cache-control"] == "no-store"


async def test_no_page_is_given_without_its_policy(wire, built):
    (built / "inbox" / POLICY).unlink()

    assert (await wire.get("/inbox")).json()["code"] == "PAGE_NOT_BUILT"
    assert (await wire.get("/inbox/assets/main-Ab_1-x.js")).status_code == 404
