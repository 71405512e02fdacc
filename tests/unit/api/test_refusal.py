"""A refusal is a status, one sentence, and when to try again."""

import json

from core.api.refusal import refuse, refuse_busy
from core.errors import BusyError


def test_a_refusal_is_one_sentence_that_nobody_keeps() -> None:
    answer = refuse(404, "There is no such model.")

    assert answer.status_code == 404
    assert json.loads(bytes(answer.body)) == {"error": "There is no such model."}
    assert answer.headers["cache-control"] == "no-store"


def test_busy_says_whose_calls_are_too_many_and_when_to_try_again() -> None:
    own = refuse_busy(BusyError("Your calls wait.", retry_s=7, own=True))
    others = refuse_busy(BusyError("All calls wait.", retry_s=3, own=False))

    assert (own.status_code, own.headers["retry-after"]) == (429, "7")
    assert (others.status_code, others.headers["retry-after"]) == (503, "3")
