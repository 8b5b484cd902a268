// "Simulate": lines are added and taken away without a round trip, and the AI's reports are shown for the AI's lines only.
// Without this script the form works as well: "Add lines" asks the server, and lines without words are left out.

const list = document.getElementById("desk-lines");
const template = document.getElementById("desk-line");
const form = document.getElementById("simulation_form");
const total = form.querySelector("[name=form-TOTAL_FORMS]");
const most = Number(form.querySelector("[name=form-MAX_NUM_FORMS]").value);
const more = form.querySelector("[name=more]");

const linesOf = () => [...list.querySelectorAll("[data-desk-line]")];
const fieldOf = (line, name) => line.querySelector(`[name$="-${name}"]`);

function showReports(line) {
  line.querySelector(".desk-line__ai").hidden = fieldOf(line, "who").value !== "ai";
}

function countAnew() {
  for (const [index, line] of linesOf().entries()) line.querySelector(".desk-line__number").textContent = index + 1;
  more.disabled = Number(total.value) >= most;
}

function remove(line) {
  const lines = linesOf();
  const near = lines[lines.indexOf(line) + 1] ?? lines[lines.indexOf(line) - 1];
  line.remove();
  countAnew();
  (near ? fieldOf(near, "text") : more).focus();
}

function prepare(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "desk-why__say desk-line__remove";
  button.textContent = list.dataset.remove;
  button.addEventListener("click", () => remove(line));
  line.append(button);
  fieldOf(line, "who").addEventListener("change", () => showReports(line));
  showReports(line);
}

/** A copy of the template whose names and ids carry the next number. */
function nextLine() {
  const copy = template.content.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__prefix__"))
        element.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  return copy.querySelector("[data-desk-line]");
}

function add(event) {
  event.preventDefault();
  const last = linesOf().at(-1);
  const line = nextLine();
  fieldOf(line, "who").value = last && fieldOf(last, "who").value === "customer" ? "ai" : "customer";
  list.append(line);
  prepare(line);
  countAnew();
  fieldOf(line, "text").focus();
}

for (const line of linesOf()) prepare(line);
countAnew();
more.addEventListener("click", add);
