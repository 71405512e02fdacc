"""Logs: one line per event, as text for people or as JSON for programs, by structlog.

Every module logs through Python's `logging`; fields beside the sentence go into ``extra``. Inside
`bind`, each line has the ids of the request or job that it belongs to.

>>> import logging, sys
>>> from core import logs
>>> logs.configure(sys.stdout)
>>> with logs.bind(job="000001-0123456789ab"):
...     logging.getLogger("core.train").info("Epoch done", extra={"epoch": 3})
2... [info     ] Epoch done [core.train] epoch=3 job=000001-0123456789ab
>>> logs.restore()

No line contains a body, a drawing or a secret: only the path of a call is logged, tracebacks have
no local variables, and `hide` blanks texts wherever they occur.
"""

from core.logs.lines import bind, configure, hide, restore

__all__ = ["bind", "configure", "hide", "restore"]
