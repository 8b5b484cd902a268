// Shows only the fields that the chosen value of a select makes use of.
// The select carries data-desk-shows: {"value": ["field", ...], ...}; fields that it never names stay visible.

const rowOf = (name) => document.querySelector(`.form-row.field-${CSS.escape(name)}`);

function update(chooser, shows) {
  const wanted = new Set(shows[chooser.value] ?? []);
  for (const name of new Set(Object.values(shows).flat())) {
    const row = rowOf(name);
    if (row) row.hidden = !wanted.has(name);
  }
  for (const fieldset of document.querySelectorAll("fieldset.module.aligned")) {
    const rows = [...fieldset.querySelectorAll(":scope .form-row")];
    fieldset.hidden = rows.length > 0 && rows.every((row) => row.hidden);
  }
}

for (const chooser of document.querySelectorAll("select[data-desk-shows]")) {
  const shows = JSON.parse(chooser.dataset.deskShows);
  chooser.addEventListener("change", () => update(chooser, shows));
  update(chooser, shows);
}

// An existing channel's kind is plain text: its value stands beside the fields.
for (const fixed of document.querySelectorAll("[data-desk-kind]")) {
  update({ value: fixed.dataset.deskKind }, JSON.parse(fixed.dataset.deskShows));
}
