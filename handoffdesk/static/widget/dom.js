// Building nodes without markup from text: whatever a message says, it stays text.
const SVG = "http://www.w3.org/2000/svg";

/** Return an element with attributes and children; a child that is text becomes a text node. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** Return an icon of 24 units drawn by strokes. */
export function icon(...paths) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const drawing of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", drawing);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  chat: ["M4 5.5h16v11H10l-4.5 3.5v-3.5H4z", "M8.5 9.5h7", "M8.5 12.5h4.5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  send: ["M4 12l16-7-6 15-3-6.5z", "M11 13.5L20 5"],
  down: ["M6 10l6 6 6-6"],
};
