"""Streamlit's log: through the handler of this program, and not one of its own per logger."""

import logging

import streamlit.logger
from uvicorn.config import LOGGING_CONFIG


def pass_on() -> None:
    """Let Streamlit's loggers pass their lines on to the handler that `core.logs` has set.

    Streamlit gives each logger a handler when it first asks for it, and all of them once it has
    read its configuration; its server brings uvicorn's. There is no setting against that.
    """
    LOGGING_CONFIG.update(handlers={}, loggers={})
    streamlit.logger.setup_formatter = _pass_on
    streamlit.logger.update_formatter()


def _pass_on(logger: logging.Logger) -> None:
    handler = vars(logger).pop("streamlit_console_handler", None)
    if handler is not None:
        logger.removeHandler(handler)
    logger.propagate = True
