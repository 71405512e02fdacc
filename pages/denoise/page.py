"""Denoise: drag noise over a digit and watch autoencoders clean it."""

import streamlit as st

from core.data import lookup
from pages.denoise import noise_setting, worst_digit
from pages.denoise.noise_dial import noise_dial
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import load_dataset, worded
from pages.shared.choices.digit import choose_digit
from pages.shared.frame.layout import picture_and_settings
from pages.shared.parts import robustness
from pages.shared.widgets.near import is_near

CLASSIFIERS = ("clf-mlp-3", "clf-conv", "clf-mlp-1")  # in the order of preference
CURVES_PX = 620  # about the height of the last section
HOW_TO_READ = """
- **Original** is the digit without noise, **Noisy** is what the autoencoder gets, and
  **Cleaned** is what the autoencoder makes of it. It never sees the original.
- **Difference from the original (squared error)**: the difference of each pixel,
  squared, all added up. 0 means equal. Cleaning should make it smaller.
- **PSNR** (peak signal-to-noise ratio): the same on a scale that grows with quality, in decibels.
  Above about 20 dB a digit looks clean.
- **Reads as**: which digit the classifier sees, how sure it is, and ✓ or ✗ for right or wrong. The
  bars show its probability for each class; the true one is underlined.
- The **seed** decides how the noise falls. The same seed and settings give the same picture.
"""

st.title("Denoise", anchor=False)
st.markdown(
    worded(
        "Drag the dial to add noise to a handwritten digit. An **autoencoder** cleans it at once."
    )
)
dataset = load_dataset()
autoencoders = model_choice.require("reconstruct")
classifiers = model_choice.available("classify")

picture, settings = picture_and_settings()
with settings:
    kind = noise_setting.choose_kind()
    denoisers = model_choice.choose_denoisers(autoencoders, "cleaners")
    classifier = model_choice.choose_classifier(classifiers, CLASSIFIERS, "reader")
    denoisers = model_choice.loadable(denoisers)
    classifier = next(iter(model_choice.loadable([classifier] if classifier else [])), None)
    row = choose_digit(
        dataset,
        worst_digit.DIGIT,
        lambda: worst_digit.button(denoisers[0], dataset.split("test")) if denoisers else None,
    )
    worst_digit.show_rank()
    start = noise_setting.initial(kind)

with picture:
    setting = noise_dial(
        key="dial",
        dataset=dataset.name,
        row=row,
        label=lookup.label(dataset, row),
        classes=dataset.classes,
        setting=start,
        models={name: model_choice.plain_title(name) for name in denoisers},
        classifier=classifier,
    )
noise_setting.remember(setting)

with st.expander("What do these figures mean?"):
    st.markdown(worded(HOW_TO_READ))

st.divider()
if classifier is None or is_near(key="curves_near", height_px=CURVES_PX, after_picture=True):
    robustness.section(dataset, kind, denoisers, classifier, setting.level)
