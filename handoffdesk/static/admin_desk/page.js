// Small comforts on every admin page: copy buttons, and the search above a scenario's phrases.
import { isComposing } from "../text/keyboard.js";

const words = document.getElementById("desk-words").dataset;

for (const code of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "desk-copy__button";
  button.textContent = words.deskCopy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.dataset.copy);
    button.textContent = words.deskCopied;
  });
  code.after(button);
}

for (const field of document.querySelectorAll("[data-desk-find]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    const address = new URL(window.location.href);
    address.search = field.value ? `?${field.dataset.deskFind}=${encodeURIComponent(field.value)}` : "";
    address.hash = "phrases-group";
    window.location.assign(address);
  });
}
