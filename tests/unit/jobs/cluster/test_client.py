"""The calls to Ray, answered by a stand-in for its head."""

import json
from collections.abc import Callable

import httpx
import pytest

from core.jobs.cluster.client import Machine, RayClient, RayError

TOKEN = "a-secret-token"
Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer) -> RayClient:
    return RayClient("http://head:8265/", TOKEN, httpx.MockTransport(answer))


def protected(request: httpx.Request) -> bool:
    return request.headers.get("authorization") == f"Bearer {TOKEN}"


def test_a_cluster_with_a_token_is_used() -> None:
    client(lambda one: httpx.Response(200 if protected(one) else 401)).require_protection()


def test_a_cluster_without_a_token_never_sees_ours() -> None:
    seen: list[httpx.Request] = []

    def open_to_all(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    with pytest.raises(RayError, match="asks for no token.*RAY_AUTH_MODE=token"):
        client(open_to_all).require_protection()
    assert not any(protected(request) for request in seen)


def test_a_refused_token_names_its_setting_and_not_itself() -> None:
    with pytest.raises(RayError, match="LATENT_LAB_CLUSTER_TOKEN") as error:
        client(lambda _: httpx.Response(403, text=f"wrong: {TOKEN}")).job("one")
    assert TOKEN not in str(error.value)


def test_an_answer_with_the_token_is_shown_without_it() -> None:
    with pytest.raises(RayError, match="answers 500: wrong: …") as error:
        client(lambda _: httpx.Response(500, text=f"Trace\nwrong: {TOKEN}")).job("one")
    assert error.value.__cause__ is None


def test_a_network_that_is_away_is_a_sentence() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no route, {TOKEN}", request=request)

    with pytest.raises(RayError, match="cannot be reached .no route, ….: its waiting jobs"):
        client(away).machines()


def test_a_redirection_is_not_followed() -> None:
    def elsewhere(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "head"
        return httpx.Response(302, headers={"location": "http://other/"})

    with pytest.raises(RayError, match="answers 302"):
        client(elsewhere).job("one")


def test_a_submission_is_a_fixed_command_with_its_share_of_the_cluster() -> None:
    bodies = []

    def take(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={})

    client(take).submit("one-1-1", "python -m worker one", 2, 0.5)

    assert bodies == [
        {
            "submission_id": "one-1-1",
            "entrypoint": "python -m worker one",
            "entrypoint_num_cpus": 2,
            "entrypoint_num_gpus": 0.5,
            "runtime_env": {"env_vars": {"OMP_NUM_THREADS": "2"}},
        }
    ]


def test_a_repeated_submission_is_no_error() -> None:
    text = "ValueError: Job with submission_id one already exists. Please use a different"
    client(lambda _: httpx.Response(500, text=text)).submit("one", "python", 1, 0)


def test_an_unknown_submission_is_none() -> None:
    assert client(lambda _: httpx.Response(404)).job("one") is None
    client(lambda _: httpx.Response(404)).stop("one")


@pytest.mark.parametrize("content", [b"", b"[]", b"<html>", b'{"status": "ASLEEP"}'])
def test_an_answer_that_is_not_one_of_ray_is_a_sentence(content: bytes) -> None:
    with pytest.raises(RayError, match="is this the address of a Ray dashboard"):
        client(lambda _: httpx.Response(200, content=content)).job("one")


def test_only_machines_that_are_up_count() -> None:
    rows = [
        {"state": "ALIVE", "resources_total": {"CPU": 4.0, "GPU": 1.0, "memory": 1e9}},
        {"state": "DEAD", "resources_total": {"CPU": 8.0}},
        {"state": "ALIVE", "resources_total": {"CPU": "many"}},
        {"state": "ALIVE"},
        None,
    ]
    answer = {"data": {"result": {"result": rows}}}

    machines = client(lambda _: httpx.Response(200, json=answer)).machines()

    assert machines == [Machine(4, 1), Machine(0, 0)]


@pytest.mark.parametrize("answer", [{}, [], {"data": {"clusterStatus": None}}])
def test_a_use_that_ray_does_not_tell_is_none(answer: object) -> None:
    assert client(lambda _: httpx.Response(200, json=answer)).usage() is None
