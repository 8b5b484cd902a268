// "Linter findings": fetched once the page is there, because the look takes a second or two.
// The server renders the list and escapes what people wrote; a log-in page in its place is not shown.

async function fill(section) {
  const answer = section.querySelector(".desk-lint__answer");
  section.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(section.dataset.deskLint, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    answer.replaceChildren(...page.body.childNodes);
  } catch {
    const problem = document.createElement("p");
    problem.className = "help";
    problem.textContent = answer.dataset.problem;
    answer.replaceChildren(problem);
  }
  section.removeAttribute("aria-busy");
}

for (const section of document.querySelectorAll("[data-desk-lint]")) fill(section);
