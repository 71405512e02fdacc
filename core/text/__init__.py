"""Text for screens: names of figures, formats of numbers, settings with their sliders."""
