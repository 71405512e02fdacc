"""Codes: easy to type, hard to guess."""

from core.rooms import codes


def test_a_code_is_long_enough_that_guessing_finds_nothing() -> None:
    # At 30 guesses per minute from 1,000 addresses for two hours, against 20 open rooms.
    guesses = 30 * 1000 * 120 * 20
    assert guesses / len(codes.ALPHABET) ** codes.LENGTH < 1e-3 / 10


def test_codes_differ_and_use_every_letter() -> None:
    drawn = [codes.new() for _ in range(500)]

    assert len(set(drawn)) == 500
    assert set("".join(drawn)) == set(codes.ALPHABET)
    assert {len(code) for code in drawn} == {codes.LENGTH}


def test_a_code_survives_how_people_type_it() -> None:
    code = codes.new()

    for typed in (codes.in_halves(code), code.upper(), f" {code[:4]} {code[4:]} "):
        assert codes.plain(typed) == code


def test_no_letter_looks_like_another() -> None:
    assert not set("01ilo") & set(codes.ALPHABET)
