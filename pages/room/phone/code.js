// The question for the code of a room.

import { element, write } from "../../shared/scripts/page/dom.js";
import { heading, place, say } from "./frame.js";

/**
 * Ask for the code of a room after a wrong one.
 *
 * @param {string} problem
 */
export function askForCode(problem) {
  write(heading, "Which room?");
  const field = element("input", {
    id: "code",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 20,
    required: true,
    placeholder: "abcd-2345",
  });
  const enter = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const code = field.value.trim().toLowerCase();
    location.assign(location.pathname.replace(/[^/]*$/, encodeURIComponent(code)));
  };
  place.replaceChildren(
    element(
      "form",
      { onsubmit: enter },
      element(
        "section",
        {},
        element("label", { for: "code" }, "The code is on the wall, below the square pattern."),
        field,
        element("button", { class: "main" }, "Enter"),
      ),
    ),
  );
  say(problem, Boolean(problem));
}
