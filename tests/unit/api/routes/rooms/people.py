"""The presenter's browser and phones, as they call the routes."""

from typing import Any

import httpx2
import numpy as np
from starlette.testclient import TestClient

from core import data
from core.rooms.reading import SIDE


def ink(row: int = 60_000) -> bytes:
    image = data.load("mnist").images[row].numpy()
    return np.pad(image.repeat(4, 0).repeat(4, 1), (SIDE - 4 * 28) // 2).tobytes()


class Presenter:
    """The calls of the browser that opened a room."""

    def __init__(self, client: TestClient) -> None:
        opened = client.post("/api/rooms")
        assert opened.status_code == 200, opened.text
        self.client = client
        self.code = opened.json()["code"]
        self.headers = {"Room-Secret": opened.json()["secret"]}
        self.base = f"/api/rooms/{self.code}"

    def get(self, name: str, **query: Any) -> httpx2.Response:
        return self.client.get(f"{self.base}{name}", params=query, headers=self.headers)

    def wall(self, since: int = 0, shown_round: int = -1) -> dict[str, Any]:
        answer = self.get("/wall", since=since, round=shown_round)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, action: str, **more: Any) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/actions", json={"action": action, **more}, headers=self.headers
        )


class Phone:
    """The calls of a phone."""

    def __init__(self, client: TestClient, code: str) -> None:
        self.client = client
        self.base = f"/api/rooms/{code}"
        self.id = client.post(f"{self.base}/phones").json()["phone"]

    def send(self, key: str, meant: int = 7, body: bytes | None = None) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/drawings",
            params={"phone": self.id, "id": key, "meant": meant},
            content=ink() if body is None else body,
        )

    def news(self, since: int = -1) -> httpx2.Response:
        return self.client.get(f"{self.base}/news", params={"phone": self.id, "since": since})

    def vote(self, quiz: int, choice: int) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/votes", params={"phone": self.id, "quiz": quiz, "choice": choice}
        )
