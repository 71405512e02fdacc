"""The documentation page of the routes, rendered in a real browser."""

from playwright.sync_api import Page, expect

from core.api.endpoints import ENDPOINTS


def test_every_call_is_shown_with_a_curl_and_a_python_sample(page: Page, base_url: str) -> None:
    page.goto("/api/docs")

    expect(page.locator("section")).to_have_count(len(ENDPOINTS))
    for endpoint in ENDPOINTS:
        section = page.locator(f"section#{endpoint.name}")
        expect(section.locator("h2")).to_have_text(endpoint.summary)
        expect(section.locator(".path")).to_have_text(f"{endpoint.method} {endpoint.path}")
        curl, python = section.locator("pre").all_inner_texts()
        assert curl.startswith(f"curl '{base_url}{endpoint.path.partition('{')[0]}")
        assert "urlopen(call)" in python
        named = section.locator("tbody tr td:first-child").all_inner_texts()
        assert sorted(named) == sorted(endpoint.request_model.model_fields)
    rules = page.locator("main ul").nth(1)
    expect(rules.locator("code", has_text="Authorization: Bearer TOKEN")).to_have_count(1)
    page.goto("/api/docs#denoise")
    expect(page.locator("section#denoise")).to_be_in_viewport()
