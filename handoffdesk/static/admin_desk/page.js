// Small comforts on every admin page: copy buttons, a search above phrases, the theme, filters, folded groups.
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

// The theme is the desk's own, chosen once for inbox and admin (inbox/theme.js).
for (const button of document.querySelectorAll(".desk-theme")) {
  const show = () => {
    button.textContent = button.dataset[globalThis.deskTheme.get()];
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const { all, get, set } = globalThis.deskTheme;
    set(all[(all.indexOf(get()) + 1) % all.length]);
    show();
  });
  show();
}

// An open filter closes when somebody looks elsewhere.
const openFilters = () => document.querySelectorAll(".desk-filter[open]");
document.addEventListener("click", (event) => {
  for (const filter of openFilters()) if (!filter.contains(event.target)) filter.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const filter of openFilters()) {
    filter.open = false;
    filter.querySelector("summary").focus();
  }
});

// A folded group opens by itself where the reader is, and where an address leads.
for (const shelf of document.querySelectorAll("[data-desk-here]")) shelf.open = true;
const shelf = document.querySelector(".desk-shelf:target > details");
if (shelf) shelf.open = true;
