// Colours for scripts, from the palette of Okabe and Ito, which colour-blind people can tell apart.

export const BLUE = "#0072b2";
/** For marks and highlights, as `--mark` in the style sheets. */
export const ORANGE = "#e69f00";
export const SKY = "#56b4e9";
/** For errors, as `--trouble` in the style sheets. */
export const VERMILION = "#d55e00";
