// "What the customer is told": the acknowledgement chosen on a scenario's page, by language and hours.

const FIELDS = ["acknowledgement", "team", "handoff_priority"];

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function head(words) {
  const row = make("tr");
  for (const text of words) {
    const cell = make("th", "", text);
    cell.scope = "col";
    row.append(cell);
  }
  const part = make("thead");
  part.append(row);
  return part;
}

function line(sample) {
  const row = make("tr");
  const text = make("td");
  const said = make("p", "desk-preview__text", sample.text);
  said.lang = sample.language;
  said.dir = "auto";
  text.append(said, make("span", `desk-badge desk-badge--${sample.is_own ? "good" : "warn"}`, sample.source));
  const language = make("th", "", sample.language);
  language.scope = "row";
  row.append(language, make("td", "", sample.hours), text);
  return row;
}

function start(box) {
  const target = box.querySelector(".desk-preview__rows");
  const note = box.querySelector(".desk-preview__note");

  async function load() {
    if (!box.open) return;
    const asked = new URLSearchParams();
    for (const name of FIELDS) {
      const field = document.getElementById(`id_${name}`);
      if (field && (field.type !== "checkbox" || field.checked)) asked.set(name, field.value);
    }
    const response = await fetch(`${box.dataset.deskPreview}?${asked}`);
    const { rows } = await response.json();
    note.textContent = rows[0]?.note ?? "";
    if (!rows.length) {
      target.replaceChildren(make("p", "", box.dataset.empty));
      return;
    }
    const body = make("tbody");
    body.append(...rows.map(line));
    const table = make("table");
    table.append(head([box.dataset.language, box.dataset.hours, box.dataset.text]), body);
    target.replaceChildren(table);
  }

  box.addEventListener("toggle", load);
  for (const name of FIELDS) document.getElementById(`id_${name}`)?.addEventListener("change", load);
}

for (const box of document.querySelectorAll("[data-desk-preview]")) start(box);
