// A laptop's camera, which no file chooser offers: a dialog with a live picture and a button.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { button, element } from "../../shared/scripts/page/dom.js";

/** @type {Record<string, string>} */
const TROUBLES = {
  NotAllowedError: "The browser may not use the camera: allow it for this page, or choose a picture.",
  NotFoundError: "No camera was found: choose a picture instead.",
};
const NO_START = "The camera does not start: choose a picture instead.";

/** Whether the browser lets this page use a camera; without HTTPS or localhost it does not. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Take a photo in a dialog.
 *
 * @param {Element} root Element to which the dialog is added.
 * @returns {Promise<Blob | null>} A JPEG, or null if the dialog was closed without a photo.
 */
export function takePhoto(root) {
  return new Promise((resolve) => {
    /** @type {Blob | null} */
    let photo = null;
    /** @type {MediaStream | null} */
    let stream = null;
    const video = element("video", { autoplay: true, playsinline: true, "aria-label": "What the camera sees" });
    video.muted = true;
    const status = element("p", { role: "status" }, "Waiting for the camera …");
    const take = button("Take the photo", () => shoot(), { class: "primary", disabled: true });
    const close = button("Close", () => dialog.close());
    const dialog = element(
      "dialog",
      { "aria-label": "Take a photo", class: "camera" },
      status,
      video,
      element("div", { class: "tools" }, take, close),
    );
    const shoot = async () => {
      take.disabled = true;
      const context = offscreen2d(video.videoWidth, video.videoHeight);
      context.drawImage(video, 0, 0);
      photo = await context.canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
      dialog.close();
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    video.addEventListener("loadeddata", () => {
      status.textContent = "Hold the digits before the camera, on an even background.";
      take.disabled = false;
      take.focus();
    });
    dialog.addEventListener("close", () => {
      stop();
      dialog.remove();
      resolve(photo);
    });
    root.append(dialog);
    dialog.showModal();
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } }).then(
      (live) => {
        stream = live;
        if (dialog.open) video.srcObject = live;
        else stop(); // closed while the browser asked for permission
      },
      (error) => (status.textContent = TROUBLES[error.name] ?? NO_START),
    );
  });
}
