"""Letters that nobody writes like a digit: from fonts, and as the strokes of a pen."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

LETTERS = "ACEFHKLMNPRTUVWXYacdefhkmnprtuvwxäéñÄΔΣΠΨΩλπψωξЖДЮФЯжфюяэш&@#%?!+*=$€§<>^~"
# Letters of single strokes, as a pen writes them: corners in tenths of the height, x then y.
PEN_LETTERS = (
    "0,10 4,0 8,10|2,6 6,6", "6,0 0,0 0,10|0,5 5,5", "6,0 0,0 0,10 6,10|0,5 5,5",
    "0,0 0,10|7,0 7,10|0,5 7,5", "0,0 0,10|6,0 0,6|1,5 7,10", "0,0 0,10 6,10",
    "0,10 0,0 4,6 8,0 8,10", "0,10 0,0 7,10 7,0", "0,0 0,10|0,0 5,0 6,2 5,5 0,5",
    "0,0 0,10|0,0 5,0 6,2 5,5 0,5|2,5 7,10", "0,0 8,0|4,0 4,10", "0,0 0,8 2,10 5,10 7,8 7,0",
    "0,0 4,10 8,0", "0,0 2,10 4,3 6,10 8,0", "0,0 7,10|7,0 0,10", "0,0 4,5 8,0|4,5 4,10",
    "7,1 5,0 2,0 0,3 0,7 2,10 5,10 7,9", "0,0 0,10|0,6 3,4 5,6 5,10",
    "0,10 0,4|0,6 2,4 4,5 4,10|4,6 6,4 8,5 8,10", "0,10 0,4|0,6 2,4 5,5 5,10",
    "0,10 0,4|0,6 2,4 5,4", "0,4 0,9 2,10 4,9 5,8|5,4 5,10", "0,7 5,7 5,5 3,4 1,4 0,7 1,10 5,10",
    "5,5 3,4 1,5 0,8 1,10 3,10 5,8|5,4 5,9 6,10", "4,0 2,1 2,10|0,4 4,4", "3,0 3,9 5,10|0,3 6,3",
    "0,0 2,10 4,0", "0,2 6,2|0,8 6,8", "0,5 8,5|4,1 4,9", "8,0 0,5 8,10", "1,0 8,5 1,10",
    "0,5 2,3 4,6 6,4 8,5", "0,2 3,0 6,2 5,5 3,6 3,8|3,10 3,10.3", "0,5 3,9 9,0",
    "0,4 9,4|6,1 9,4 6,7", "0,10 0,4 4,0 8,4 8,10 0,10", "0,0 0,10 8,10 8,0 0,0",
    "0,10 5,0 10,10 0,10", "0,0 0,7|6,0 6,10|0,5 6,5 6,10 0,10",
)  # fmt: skip


@cache
def fonts() -> tuple[str, ...]:
    """Font files of Matplotlib; empty if it is not installed, which changes the examples little."""
    try:
        from matplotlib import get_data_path
    except ImportError:
        return ()
    folder = Path(get_data_path()) / "fonts" / "ttf"
    names = ("DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "STIXGeneral", "DejaVuSans-Bold")
    more = ("DejaVuSerif-Italic", "STIXGeneralItalic", "DejaVuSans-Oblique")
    return tuple(str(folder / f"{name}.ttf") for name in names + more)


@cache
def font(path: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font of a file at a size in pixels; Pillow's own for an empty path."""
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
