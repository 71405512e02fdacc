// The entry: finds or makes the view of this place on the page and hands it the newest data.

const views = new WeakMap();

export default async function ({ parentElement, data }) {
  const { View } = await import(new URL(data.scripts.view, location.origin));
  if (!views.has(parentElement)) views.set(parentElement, new View(parentElement));
  const view = views.get(parentElement);
  view.update(data);
  return () => {
    view.close();
    views.delete(parentElement);
  };
}
