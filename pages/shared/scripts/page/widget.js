// The connection of a widget's script with Streamlit: one object per place on the page.

import { useShape } from "../pictures/canvas.js";
import { useNoun } from "./dom.js";

/**
 * @typedef {object} Mount Arguments that Streamlit passes after each run of the page.
 * @property {HTMLElement} parentElement
 * @property {any} data Data from Python.
 * @property {(name: string, value: unknown) => void} setStateValue Sends a value to Python and reruns the page.
 * @property {(name: string, value: unknown) => void} setTriggerValue The same for one run of the page only.
 *
 * @typedef {object} Widget
 * @property {(data: any, setStateValue: Mount["setStateValue"], setTriggerValue: Mount["setTriggerValue"]) => unknown
 *   } update
 * @property {() => void} close
 */

/**
 * The default export of a widget's script. It creates the widget for a place on the page, updates it with each
 * run of the page, and returns the function that closes it.
 *
 * @param {new (parent: HTMLElement) => Widget} Type
 */
export function widget(Type) {
  /** @type {WeakMap<HTMLElement, Widget>} */
  const instances = new WeakMap();
  return (/** @type {Mount} */ { parentElement, data, setStateValue, setTriggerValue }) => {
    if (data.shape) useShape(data.shape); // before the widget creates its canvases
    if (data.noun) useNoun(data.noun); // before it creates its texts
    const instance = instances.get(parentElement) ?? new Type(parentElement);
    instances.set(parentElement, instance);
    instance.update(data, setStateValue, setTriggerValue); // new functions after each run
    return () => {
      instances.delete(parentElement);
      instance.close();
    };
  };
}
