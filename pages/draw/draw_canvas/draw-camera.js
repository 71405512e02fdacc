// The camera of a laptop, which no file chooser offers: a live picture in a dialog, and a button.

import { element } from "./client.js";

const TROUBLES = {
  NotAllowedError: "The browser may not use the camera: allow it for this page, or choose a picture.",
  NotFoundError: "No camera was found: choose a picture instead.",
};

/** Whether the browser lets this page ask for a camera; where it has no secure address, it does not. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** Asks for a photo in a dialog below `root`: a JPEG, or null where none was taken. */
export function takePhoto(root) {
  return new Promise((resolve) => {
    let photo = null;
    let stream = null;
    const video = element("video", { autoplay: true, playsinline: true, "aria-label": "What the camera sees" });
    video.muted = true;
    const said = element("p", { role: "status" }, "Waiting for the camera …");
    const take = element("button", { type: "button", class: "primary", disabled: true, onclick: () => shoot() }, "Take the photo");
    const dialog = element(
      "dialog",
      { "aria-label": "Take a photo", class: "camera" },
      said,
      video,
      element("div", { class: "tools" }, take, element("button", { type: "button", onclick: () => dialog.close() }, "Close")),
    );
    const shoot = async () => {
      take.disabled = true;
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      canvas.getContext("2d").drawImage(video, 0, 0);
      photo = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
      dialog.close();
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    video.addEventListener("loadeddata", () => {
      said.textContent = "Hold the digits before the camera, on even ground.";
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
        else stop(); // it was closed while the browser asked
      },
      (error) => (said.textContent = TROUBLES[error.name] ?? "The camera does not start: choose a picture instead."),
    );
  });
}
