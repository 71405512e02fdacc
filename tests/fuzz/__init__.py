"""Coverage-guided fuzzing of every kind of file that the product reads: ``make fuzz``.

`kinds` says how each kind is read and what counts as a fault; `tests/unit/test_fuzz_corpus.py`
replays what earlier runs have found.
"""
