/** Short messages in a live region. Errors stay until they are closed or have been readable for long enough. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { gettext } from "./i18n.js";
import { icon } from "./parts.js";

const SHOWN_MS = { plain: 5_000, error: 12_000 };
let toasts = [];
let serial = 0;

function draw() {
  render(
    repeat(
      toasts,
      (toast) => toast.id,
      (toast) => html`<div class="toast ${toast.kind}">
        ${icon(toast.kind === "error" ? "triangle-alert" : "circle-check")}
        <p>${toast.text}</p>
        <button class="button quiet small icon-only" aria-label=${gettext("Close")} @click=${() => close(toast.id)}>${icon("x")}</button>
      </div>`,
    ),
    document.getElementById("toasts"),
  );
}

function close(id) {
  toasts = toasts.filter((toast) => toast.id !== id);
  draw();
}

function show(kind, text) {
  serial += 1;
  const toast = { id: serial, kind, text };
  toasts = [...toasts.filter((one) => one.text !== text).slice(-2), toast];
  draw();
  setTimeout(() => close(toast.id), SHOWN_MS[kind]);
}

export const say = (text) => show("plain", text);
export const complain = (error) => show("error", typeof error === "string" ? error : error.message);

/** Say something at once to a screen reader, without showing it. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}
