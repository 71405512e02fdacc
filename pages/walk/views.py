"""The views of the Walk page: their names, what they do and how to read them."""

from dataclasses import dataclass

from pages.walk.latent_walk import View


@dataclass(frozen=True)
class Text:
    """A view's name, one sentence about it, and how to read it."""

    title: str
    about: str
    how_to_read: str
    needs_plane: bool = False
    """Whether it works only with codes of two numbers."""


VIEWS: dict[View, Text] = {
    "plane": Text(
        "Explore",
        "Drag over the plane: the decoder draws the digit at the place under your pointer.",
        """
- Each faint dot is a **test digit** (never seen in training) at the two numbers that the encoder
  gives it. Its colour shows which digit it is. The ring is where you are.
- Places **between the dots** have a digit too, although it never existed: the decoder draws one for
  any two numbers.
- With two autoencoders both rings move together, to the same place of their frames. The planes
  themselves have nothing in common, because each network found its own.
- If a ring has the focus, arrow keys move it, and Shift with an arrow key moves it further.
""",
        needs_plane=True,
    ),
    "directions": Text(
        "Sliders",
        "Move a digit along the directions in which handwritten digits differ most.",
        """
- A code of many numbers cannot be seen, but its **principal directions** can be tried: the digits
  differ most along the first, next most along the second, at right angles to it, and so on
  (principal component analysis).
- A step of **1** is one **standard deviation** of the test digits along that direction.
- **Start from** the mean of all digits, or from one digit, to change how it looks and what it
  shows.
- **Random** sets all sliders at random; the same seed sets them alike.
- Two autoencoders take the same steps, each along its own directions.
""",
    ),
    "between": Text(
        "Between digits",
        "Choose two or more digits and move from one to the next through the latent space.",
        """
- Each **frame** is what the decoder draws at one place on the way. The framed ones are the digits
  of the walk as the network rebuilds them, so they differ a little from the originals above.
- **Straight** follows the line between two digits. In a space of many numbers its middle is nearer
  to the centre than almost any digit, so the pictures there may be pale or blurred.
- **Curved** turns about the centre and keeps the distance from it (slerp). The centre is the
  origin for variational autoencoders and for codes that are never negative, else the mean of the
  digits.
- A **variational autoencoder** (vae) was trained to leave no holes between digits. A plain one (ae)
  was not, so its way may lead through pictures that are no digit.
""",
    ),
    "arithmetic": Text(
        "Digit sums",
        "Take away what one digit has and add what another has: A − B + C, number by number.",
        """
- The encoder turns A, B and C into numbers. These are added and subtracted one by one, and the
  decoder draws the result.
- With the **means of two classes** as B and C, the result often keeps the style of A, such
  as its slant and thickness, and changes what it shows.
- It may fail, because nothing in the training asked for it. Compare two autoencoders.
""",
    ),
    "samples": Text(
        "Invent digits",
        "Choose places at random: the decoder draws digits that never existed.",
        """
- **The ideal cloud** (prior): places drawn from a standard normal distribution. A *variational*
  autoencoder was trained so that its digits fill just that cloud, so most samples look like digits.
  A plain autoencoder was not: the cloud misses its digits.
- **The real cloud** (fitted): places drawn from a normal distribution with the mean and the
  covariance (the shape of the cloud) of the test digits. This finds the digits of any autoencoder,
  but not the gaps between the classes.
""",
    ),
    "manifold": Text(
        "Poster",
        "The whole plane at once: 20 by 20 digits, each drawn from two numbers.",
        """
- Neighbours differ by a small step, so the sheet shows how one digit turns into another.
- For a **variational** autoencoder the places follow its prior: close together in the middle, far
  apart at the edge (by the inverse of the normal distribution function). A plain one has no prior,
  so its places are spaced evenly over where most digits are.
""",
        needs_plane=True,
    ),
}
