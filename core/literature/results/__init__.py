"""Results of a reproduction, as files in ``docs``.

``outcomes`` (results.json), ``series`` and ``run_record`` (the folder results) are written by
``make reproduce`` and read again with ``result_file``; ``markdown`` (results.md) and ``pictures``
show them to people.
"""
