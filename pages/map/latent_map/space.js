// The parts of a map of three numbers, which are loaded once there is one.

export { Turn } from "./input/turn.js";
export { SpacePlot } from "./plot/space-plot.js";
