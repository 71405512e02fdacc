"""Everything that is neither a screen nor a network; never imports Streamlit.

The README lists the chapters in the order in which they build on each other.
"""
