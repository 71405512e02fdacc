"""How often phones may call, and that a whole class fits in."""

from starlette.testclient import TestClient

from core.api.routes.rooms import bounds
from tests.unit.api.routes.rooms.people import Phone, Presenter
from tests.unit.api.support import refused


def test_guesses_are_limited_and_do_not_lock_out_who_is_inside(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)

    statuses = [
        client.post(f"/api/rooms/{index:08}/phones").status_code
        for index in range(bounds.GUESSES.amount + 10)
    ]

    # The window slides by the clock, so the border may lie one or two further on.
    assert statuses[: bounds.GUESSES.amount] == [404] * bounds.GUESSES.amount
    assert statuses[-3:] == [429] * 3
    refused(client.post(f"{presenter.base}/phones"), 429)
    assert phone.send("a" * 32).status_code == 200


def test_a_class_behind_one_address_fits_into_the_bounds() -> None:
    """200 phones enter within a minute, and each sends a drawing every five seconds."""
    assert bounds.ENTRIES.amount >= 200
    assert bounds.ROOM_DRAWINGS.amount >= 200 * 12
    assert bounds.PHONE_DRAWINGS.amount >= 12
