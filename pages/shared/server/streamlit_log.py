"""Send Streamlit's log through this program's handler, not through one handler per logger."""

import logging

import streamlit.logger
from uvicorn.config import LOGGING_CONFIG


def pass_on() -> None:
    """Let Streamlit's loggers pass their lines on to the handler that `core.logs` has set.

    Streamlit gives each logger a handler when it first asks for the logger, and again when it has
    read its configuration. Its server adds uvicorn's handlers. No setting prevents either.
    """
    LOGGING_CONFIG.update(handlers={}, loggers={})
    streamlit.logger.setup_formatter = _pass_on
    streamlit.logger.update_formatter()


def _pass_on(logger: logging.Logger) -> None:
    handler = vars(logger).pop("streamlit_console_handler", None)
    if handler is not None:
        logger.removeHandler(handler)
    logger.propagate = True
