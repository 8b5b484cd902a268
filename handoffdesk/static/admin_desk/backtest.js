// A back-test at work: asks how far it is, and shows the result when it is done.

const EVERY_MS = 1000;
const AFTER_ERROR_MS = 5000;

const box = document.querySelector("[data-desk-backtest]");

async function look() {
  let wait = EVERY_MS;
  try {
    const response = await fetch(box.dataset.deskBacktest, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const told = await response.json();
    if (!told.open) {
      window.location.reload();
      return;
    }
    const bar = box.querySelector("progress");
    bar.max = told.total || 1;
    bar.value = told.done;
    const said = box.querySelector("[role=status]");
    if (said.textContent !== told.said) said.textContent = told.said;
  } catch {
    wait = AFTER_ERROR_MS;
  }
  setTimeout(look, wait);
}

if (box) setTimeout(look, EVERY_MS);
