"""The question of the tour's sixth step: which of these did nobody write?"""

import streamlit as st

from core.rooms import quiz as questions
from pages.tour.quiz import quiz

QUIZ = "Quiz"
NUMBER = "tour_question"  # in the session: the number of the question, from 1


def is_asked() -> bool:
    """Whether the address shows the question: then the tour waits for the answers."""
    return st.query_params.get("show") == QUIZ


def ask() -> None:
    """Show the question; its number is its seed."""
    number = st.session_state.setdefault(NUMBER, 1)
    quiz(key="tour_quiz", question=questions.ask(number, number), on_next=_count)


def _count() -> None:
    st.session_state[NUMBER] += 1
