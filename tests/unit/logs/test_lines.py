"""The log: one line per event, in text or JSON, with ids and without secrets."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from core import logs
from core.logs.lines import HIDDEN
from core.settings import Settings, settings

log = logging.getLogger("core.test")
Lines = Callable[[], list[str]]


@pytest.fixture(params=["text", "json"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What has been logged since the start of the test, in each of the two forms."""
    monkeypatch.setenv("LATENT_LAB_LOG_JSON", str(request.param == "json"))
    monkeypatch.setenv("LATENT_LAB_API_TOKEN", "token-of-the-operator")
    settings.cache_clear()
    stream = io.StringIO()
    logs.configure(stream)
    yield lambda: stream.getvalue().splitlines()
    logs.restore()
    settings.cache_clear()


def test_an_event_is_one_line_with_its_ids_and_fields(lines: Lines) -> None:
    with logs.bind(job="000001-0123456789ab", request="00ff"):
        log.info("Epoch %s is done", 3, extra={"loss": 0.25})

    (line,) = lines()
    for part in ("Epoch 3 is done", "core.test", "000001-0123456789ab", "00ff", "0.25", "info"):
        assert part in line


def test_ids_end_with_their_block(lines: Lines) -> None:
    with logs.bind(request="00ff"):
        log.info("First")
    log.info("Second")

    first, second = lines()
    assert "00ff" in first
    assert "00ff" not in second


def test_text_from_outside_cannot_forge_a_line(lines: Lines) -> None:
    log.warning("Renamed to %s", "a\n2026-01-01T00:00:00Z [info     ] Forged\x1b[2J\u2028")

    (line,) = lines()
    assert "\x1b" not in line


def test_hidden_texts_are_blanked_wherever_they_occur(lines: Lines) -> None:
    logs.hide('quoted "secret" ä', "short")
    try:
        raise ValueError('the provider refused quoted "secret" ä')
    except ValueError:
        log.exception("Sent token-of-the-operator", extra={"header": 'Basic quoted "secret" ä'})
    log.info("Words such as short stay")

    text = "\n".join(lines())
    assert "token-of-the-operator" not in text
    assert "secret" not in text
    assert text.count(HIDDEN) == 4  # two in the traceback
    assert "short" in text


SECRET_SETTINGS = [
    name for name, field in Settings.model_fields.items() if field.annotation is SecretStr
]


@pytest.mark.parametrize("name", SECRET_SETTINGS)
def test_no_line_has_a_secret_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = f"value-of-{name}"  # of its own, because what is hidden once stays hidden
    monkeypatch.setenv(f"LATENT_LAB_{name.upper()}", secret)
    settings.cache_clear()
    stream = io.StringIO()
    logs.configure(stream)
    log.warning("The server refused %s", {"Authorization": f"Bearer {secret}"})
    logs.restore()
    settings.cache_clear()

    assert secret not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def test_a_traceback_has_no_local_variables(lines: Lines) -> None:
    def fail() -> None:
        drawing = "pixels-of-a-drawing"
        raise RuntimeError(f"{len(drawing)} pixels")

    try:
        fail()
    except RuntimeError:
        log.exception("Failed")

    text = "\n".join(lines())
    assert "RuntimeError: 19 pixels" in text
    assert '"pixels-of-a-drawing"\n' not in text


def test_libraries_tell_only_of_problems(lines: Lines, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")  # a server of another test may have raised it
    logging.getLogger("httpx").info("HTTP Request: POST https://login.example.org/token?code=1")
    logging.getLogger("uvicorn.access").info("GET /oauth2callback?code=1")
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "::1", "/a?code=1")
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    logging.getLogger("httpx").warning("A problem")

    assert len(lines()) == 2


def test_json_has_the_whole_traceback_in_its_line(
    lines: Lines, request: pytest.FixtureRequest
) -> None:
    if request.node.callspec.params["lines"] != "json":
        pytest.skip("text has the traceback below its line")
    try:
        raise ValueError("cause")
    except ValueError:
        log.exception("Failed")

    (line,) = map(json.loads, lines())
    assert line["message"] == "Failed"
    assert line["level"] == "error"
    assert line["exception"].endswith("ValueError: cause")
