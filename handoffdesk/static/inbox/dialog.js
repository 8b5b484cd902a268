/** A native dialog with a form. */
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { gettext } from "./i18n.js";
import { icon } from "./parts.js";

/** Show a dialog with a form. `submit` gets the form's values and returns whether the dialog may close. */
export function showDialog({ title, body, button, submit, kind = "" }) {
  const root = document.createElement("dialog");
  root.className = `dialog ${kind}`;
  root.setAttribute("aria-labelledby", "dialog-title");
  const draw = (busy) =>
    render(
      html`<form method="dialog" @submit=${send}>
        <header><h2 id="dialog-title">${title}</h2>
          <button class="button quiet icon-only" type="button" aria-label=${gettext("Close")} @click=${() => root.close()}>${icon("x")}</button></header>
        <div class="dialog-body">${body}</div>
        ${button ? html`<footer><button class="button" type="button" @click=${() => root.close()}>${gettext("Cancel")}</button><button class="button primary" type="submit" ?disabled=${busy}>${button}</button></footer>` : nothing}
      </form>`,
      root,
    );
  async function send(event) {
    event.preventDefault();
    draw(true);
    const values = Object.fromEntries(new FormData(event.target));
    if (!submit || (await submit(values))) root.close();
    else draw(false);
  }
  root.addEventListener("close", () => root.remove());
  root.addEventListener("click", (event) => event.target === root && root.close());
  draw(false);
  document.getElementById("dialogs").append(root);
  root.showModal();
  root.querySelector("[autofocus]")?.focus();
}
