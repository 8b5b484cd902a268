// "Test a sentence": asks the server what the rules say to a sentence and shows why. Text goes in as text, never as HTML.
import { markedPieces } from "../text/marks.js";

const WAIT_MS = 350;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The sentence with its evidence marked. */
function highlighted(text, evidence) {
  const paragraph = make("p", "desk-try__text");
  paragraph.dir = "auto";
  for (const { text: piece, rules } of markedPieces(text, evidence)) {
    const mark = rules.length ? make("mark", "", piece) : piece;
    if (rules.length) mark.title = rules.join(" · ");
    paragraph.append(mark);
  }
  return paragraph;
}

function resultRow(result) {
  const item = make("li", result.fired ? "desk-try__hit" : "");
  const meter = make("meter");
  Object.assign(meter, {
    min: 0,
    max: 1,
    low: result.threshold,
    high: result.threshold,
    optimum: 1,
    value: result.score,
  });
  const score = `${result.score.toFixed(2)} / ${result.threshold.toFixed(2)}`;
  item.append(make("strong", "", result.name), make("span", "desk-badge desk-badge--quiet", result.category), meter);
  item.append(make("span", "desk-try__score", score), make("span", "desk-try__why", result.why));
  return item;
}

function show(answer, box) {
  answer.hidden = false;
  if (box.problem) {
    answer.replaceChildren(make("p", "errornote", box.problem));
    return;
  }
  const verdict = make("p", `desk-try__verdict desk-badge desk-badge--${box.fired ? "warn" : "good"}`, box.verdict);
  const list = make("ul", "desk-try__results");
  list.append(...box.results.map(resultRow));
  answer.replaceChildren(verdict, highlighted(box.text, box.evidence), list, make("p", "help", box.took));
}

function start(section) {
  const answer = section.querySelector(".desk-try__answer");
  const sentence = section.querySelector("textarea");
  const form = section.dataset.scenario ? document.querySelector("#content-main form[id$=_form]") : null;
  let timer = 0;
  let running = null;

  async function ask() {
    running?.abort();
    if (!sentence.value.trim()) {
      answer.hidden = true;
      return;
    }
    running = new AbortController();
    const body = form ? new FormData(form) : new FormData();
    body.set("try-scenario", section.dataset.scenario);
    for (const field of section.querySelectorAll("[name]")) {
      if (field.type !== "checkbox" || field.checked) body.append(field.name, field.value);
    }
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const response = await fetch(section.dataset.deskTry, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token },
        signal: running.signal,
      });
      show(answer, await response.json());
    } catch (error) {
      if (error.name !== "AbortError") show(answer, { problem: String(error.message) });
    }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  };
  section.addEventListener("input", later);
  form?.addEventListener("input", later);
  form?.addEventListener("change", later);
  // What was written while the page was still loading, or is kept by the browser over a reload, is judged too.
  if (sentence.value.trim()) ask();
}

for (const section of document.querySelectorAll("[data-desk-try]")) start(section);
