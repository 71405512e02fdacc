"""Files of Streamlit's client, and how long a browser keeps a version of one."""

from pathlib import Path

import streamlit as st

FOR_GOOD = "public, max-age=31536000, immutable"
SCRIPT = next(Path(st.__file__).parent.glob("static/static/js/index.*.js"))
FONT = next(Path(st.__file__).parent.glob("static/static/media/*.woff2"))
