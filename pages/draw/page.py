"""Draw: draw or upload a digit and watch what the models make of it."""

import streamlit as st

from core import data
from core.data import Dataset
from core.errors import LatentLabError
from pages.draw import landing_map
from pages.draw.draw_canvas import draw_canvas
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import stay_with_digits
from pages.shared.frame.layout import picture_and_settings
from pages.shared.literal import literal

CLASSIFIERS = ("clf-conv", "clf-mlp-3", "clf-mlp-1")  # in the order of preference
HOW_IT_WORKS = """
The models learned from MNIST, 70,000 handwritten digits that were all prepared in one way. Your
digit is prepared in the same way, so its size and its place do not matter:

1. **Ink and paper** are separated: uneven light is taken out of a photo, and dark ink on light
   paper becomes light ink on black.
2. The digit is **cut out**. Thin strokes are made as thick as usual.
3. It is **scaled to fit a box** of 20×20 pixels; its shape stays.
4. It is **centred** by its centre of mass on 28×28 pixels.

The large **verdict** says which digit it is, "7 or 1?" if that is in doubt, or "Not a digit" if it
looks like nothing that the models know. *Why?* gives the reasons. **The models see** shows what
they get, and beside it is what each *autoencoder* makes of it: a network that squeezes the digit
into a few numbers and draws it again from them. The bars are a *classifier*'s probability for each
digit. **Where it lands** is the digit's place on a map of known digits. A network that keeps only
two numbers of a digit places yours by the same two numbers. A *projection* has no such rule for new
digits, so yours goes to where the most similar digits are. The five nearest digits stand beside the
map.

Pictures may be PNG, JPEG, WebP, BMP, GIF or HEIC. If a picture holds several digits, each gets a
box. **Turn** and **Correct boxes** put right what was found wrongly: drag a box around a digit, or
split, merge, delete or name the chosen one. To draw with the keyboard, go to the board with Tab and
move the pen with the arrow keys; Space puts it down and lifts it.
"""


def load_examples() -> Dataset | None:
    """The data set that example digits come from; without it the board has no example button."""
    try:
        return data.load("mnist")
    except LatentLabError as error:
        st.caption(f"No example digits: {literal(str(error))}")
        return None


st.title("Draw", anchor=False)
st.markdown(
    "Draw a digit, or upload a photo of one, and watch at once how the models see it, "
    "clean it and read it."
)
stay_with_digits("Draw prepares each drawing as a digit of 28×28 pixels")
autoencoders = model_choice.available("reconstruct")
classifiers = model_choice.available("classify")
maps = landing_map.available()

denoisers: list[str] = []
classifier: str | None = None
picture, settings = picture_and_settings()
with settings:
    for task, names in (("reconstruct", autoencoders), ("classify", classifiers)):
        if not names:
            st.info(model_choice.missing(task))
    if autoencoders:
        denoisers = model_choice.choose_denoisers(autoencoders, "draw_cleaners")
    if classifiers:
        classifier = model_choice.choose_classifier(classifiers, CLASSIFIERS, "draw_reader")
    chosen_map = landing_map.choose(maps) if maps else None
    denoisers = model_choice.loadable(denoisers)
    classifier = next(iter(model_choice.loadable([classifier] if classifier else [])), None)
examples = load_examples()

with picture:
    draw_canvas(
        key="board",
        models={name: model_choice.plain_title(name) for name in denoisers},
        classifier=classifier,
        examples=examples,
        landing=landing_map.landing(chosen_map, examples) if chosen_map and examples else None,
    )

with st.expander("How does it work?"):
    st.markdown(HOW_IT_WORKS)
