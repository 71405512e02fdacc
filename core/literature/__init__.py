"""The claims of the literature, measured again: ``make reproduce``.

A claim is a `Claim` in the file of its theme under ``claims``, and a theme is one entry of
``themes``. ``measuring`` measures each claim on an `Experiment` and returns an `Outcome`;
``model_cache`` stores the models that claims train. ``reproduction`` does this for all claims and
writes the ``results`` into ``docs``.

>>> from core.literature.themes import CLAIMS
>>> claim = CLAIMS["clf-mlp-1-accuracy"]
>>> claim.sense, claim.bound, claim.reported_text
('at least', 0.975, '97.5 %')
>>> claim.is_met(0.98)
True
"""
