// A picture file on its way to the server: smaller where the server would not take it as it is.

const LARGE = 3.5 * 2 ** 20; // bytes; what is larger is made smaller here, where the browser can
const MOST_BYTES = 20 * 2 ** 20; // that the server takes
const REDUCED = 2000; // pixels of the longer side of a photo that is made smaller here

export const READ_BY_SERVER = ["image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif", "image/heic", "image/heif"];

/**
 * What to show and what to send of a picture file: {image, body, note}, where `image` is null for
 * one that only the server can read. Throws an Error with a sentence where it is too large.
 */
export async function readPicture(blob, note) {
  const image = await createImageBitmap(blob).catch(() => null);
  let sent = blob;
  if (image && (blob.size > LARGE || !READ_BY_SERVER.includes(blob.type))) {
    sent = await smaller(image);
    note = `${note} The browser has made this picture smaller before sending it.`.trim();
  }
  if (sent.size > MOST_BYTES) {
    throw new Error("The picture is larger than 20 MB, and this browser cannot make it smaller: save it as a smaller JPEG.");
  }
  return { image, body: new Uint8Array(await sent.arrayBuffer()), note };
}

/** A photo as a JPEG whose longer side has at most REDUCED pixels; on white where it was clear. */
async function smaller(image) {
  const factor = Math.min(1, REDUCED / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(image.width * factor)), Math.max(1, Math.round(image.height * factor)));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
