// Colours of what scripts paint: those of Okabe and Ito, which colour-blind people can tell apart.

export const BLUE = "#0072b2";
/** Marks: what stands out, as `--mark` in the style sheets. */
export const ORANGE = "#e69f00";
export const SKY = "#56b4e9";
/** Trouble, as `--trouble` in the style sheets. */
export const VERMILION = "#d55e00";
