/** "Why?": what each scenario said of a customer's message, and a click that says it should (not) have. */
import { html, nothing, render } from "../vendor/lit-html/lit-html.js";
import { get, post, remove } from "./api.js";
import { timeOf } from "./format.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { icon, marked } from "./parts.js";

const CLOSEST = 3;

export const whyButton = (
  item,
) => html`<button class="button quiet small why-button" type="button" @click=${() => showWhy(item)}
  >${gettext("Why?")}<span class="visually-hidden"> ${fill(gettext("Message of %(time)s"), { time: timeOf(item.created_at) })}</span></button>`;

/** Open the panel at once and fill it when the answer is there. */
async function showWhy(item) {
  const root = document.createElement("dialog");
  root.className = "dialog broad why";
  root.setAttribute("aria-labelledby", "why-title");
  root.addEventListener("close", () => root.remove());
  root.addEventListener("click", (event) => event.target === root && root.close());
  const panel = { root, item, why: null, error: "", told: "", busy: false };
  draw(panel);
  document.getElementById("dialogs").append(root);
  root.showModal();
  await load(panel);
}

async function load(panel) {
  Object.assign(panel, { error: "" });
  draw(panel);
  try {
    panel.why = await get(`messages/${panel.item.id}/why/`);
  } catch (error) {
    panel.error = error.message;
  }
  draw(panel);
}

function draw(panel) {
  const { root, why, error } = panel;
  render(
    html`<div class="why-frame">
      <header><h2 id="why-title">${gettext("Why?")}</h2>
        <button class="button quiet icon-only" type="button" aria-label=${gettext("Close")} @click=${() => root.close()}>${icon("x")}</button></header>
      <div class="dialog-body" tabindex="0" role="group" aria-labelledby="why-title" aria-busy=${!why && !error}>
        ${error ? html`<p class="why-silence">${error}</p><p><button class="button" type="button" @click=${() => load(panel)}>${gettext("Try again")}</button></p>` : nothing}
        ${!why && !error ? html`<p role="status">${gettext("Loading…")}</p>` : nothing}
        <p class=${panel.told ? "why-told" : "visually-hidden"} role="status">${panel.told}</p>
        ${why ? content(panel) : nothing}
      </div>
    </div>`,
    root,
  );
}

function content(panel) {
  const { why } = panel;
  if (!why.occasions.length)
    return html`<p class="why-silence">${why.silence}</p><p class="why-text" dir="auto">${why.text}</p>`;
  return html`
    ${why.verdicts.length ? verdicts(panel) : nothing}
    ${why.occasions.map((occasion) => section(panel, occasion))}
    <p class="muted why-help">${why.binds ? gettext("Your verdict becomes a regression case. Rules that fail it can't be published.") : gettext("Your verdict goes to an admin as a proposed regression case.")}</p>`;
}

function section(panel, occasion) {
  const ranked = rank(occasion);
  const fired = ranked.filter((result) => result.fired);
  const near = closest(ranked.filter((result) => !result.fired));
  const rest = ranked.filter((result) => !fired.includes(result) && !near.includes(result));
  const evidence = (fired.length ? fired : near).flatMap((result) => result.evidence);
  const against = near.flatMap((result) => result.against);
  const rows = (results) => html`<ul class="why-results">${results.map((result) => row(panel, result))}</ul>`;
  return html`<section class="why-occasion">
    <h3>${moment(occasion)}</h3>
    <p class="chip ${occasion.fired ? "amber" : "accent"} why-headline">${headline(occasion)}</p>
    <p class="why-text" dir="auto">${marked(panel.why.text, evidence, against)}</p>
    ${against.length ? html`<p class="muted why-help">${gettext("Highlighted words count for it. Words with a dotted underline count against it.")}</p>` : nothing}
    ${fired.length || near.length ? rows([...fired, ...near]) : nothing}
    ${rest.length ? html`<details class="why-rest"><summary>${fill(ngettext("%(count)s other scenario", "%(count)s other scenarios", rest.length), { count: rest.length })}</summary>${rows(rest)}</details>` : nothing}
    ${today(occasion)}
  </section>`;
}

function moment({ occasion }) {
  if (occasion === "reply") return gettext("After the AI answered");
  if (occasion === "meaning") return gettext("Before the AI answered, by what the message means");
  return gettext("When the message arrived");
}

const rank = ({ results }) => [...results].sort((a, b) => b.acts - a.acts || b.fired - a.fired || b.score - a.score);

/** What nearly fired: where words speak against it, where other rules differ, and the highest scores. */
function closest(silent) {
  const stopped = silent.filter((result) => result.against.length).slice(0, CLOSEST);
  const differing = silent.filter((result) => (result.published || result.draft) && !stopped.includes(result));
  const scored = silent.filter(
    (result) => result.score > 0 && !stopped.includes(result) && !differing.includes(result),
  );
  return [...stopped, ...differing, ...scored.slice(0, CLOSEST)];
}

function headline({ fired, scenario_name: name, results, offer }) {
  if (fired) return fill(gettext("“%(name)s” triggered a handoff."), { name });
  const likely = offer && results.find((result) => result.key === offer);
  if (likely) return fill(gettext("No handoff. A person may be offered: “%(name)s” is likely."), { name: likely.name });
  return results.some((result) => result.fired)
    ? gettext("No handoff. A scenario fired in shadow.")
    : gettext("No handoff.");
}

/** What the rules of today say, if that is something else. */
function today(occasion) {
  const lines = [
    [gettext("Under today's rules: %(what)s"), occasion.published],
    [gettext("In the draft: %(what)s"), occasion.draft],
  ];
  const same = (other) => !other || (other.fired === occasion.fired && other.scenario === occasion.scenario);
  return lines
    .filter(([, other]) => !same(other))
    .map(
      ([text, other]) =>
        html`<p class="why-today">${fill(text, { what: other.fired ? fill(gettext("“%(name)s” triggers a handoff."), { name: other.scenario_name }) : gettext("no handoff.") })}</p>`,
    );
}

function row(panel, result) {
  const { why, busy } = panel;
  const said = why.verdicts.find((verdict) => verdict.scenario === result.key);
  const wanted = !result.fired;
  const label = wanted ? gettext("Should have fired") : gettext("Should not have fired");
  return html`<li>
    <p class="why-name"><b>${result.name}</b> <span class="chip outline">${result.category_label}</span>
      ${result.acts ? html`<span class="chip amber">${gettext("triggered a handoff")}</span>` : result.fired ? html`<span class="chip amber">${result.mode === "shadow" ? gettext("fired in shadow") : gettext("fired")}</span>` : nothing}</p>
    <p class="why-score"><meter min="0" max="1" low=${result.threshold} high=${result.threshold} optimum="1" .value=${result.score} aria-label=${gettext("Score")}></meter>
      <span>${fill(gettext("%(score)s of %(threshold)s needed"), { score: result.score.toFixed(2), threshold: result.threshold.toFixed(2) })}</span></p>
    <p class="why-reason" title=${result.why}>${result.why}</p>${changed(result)}
    ${said?.should_fire === wanted ? nothing : html`<button class="button small" type="button" ?disabled=${busy} @click=${() => judge(panel, result, wanted)}>${label}<span class="visually-hidden">: ${result.name}</span></button>`}
  </li>`;
}

function changed(result) {
  if (result.mode === "off" && result.published === null) return nothing;
  if (result.published === null) return html`<p class="why-changed">${gettext("Off or removed in today's rules.")}</p>`;
  if (result.published === result.fired) return nothing;
  return html`<p class="why-changed">${result.published ? gettext("Fires under today's rules.") : gettext("No longer fires under today's rules.")}</p>`;
}

const verdicts = (panel) => html`<ul class="why-verdicts" aria-label=${gettext("Verdicts")}>
  ${panel.why.verdicts.map(
    (verdict) => html`<li>
    <span><b>${verdict.scenario_name}</b> ${verdict.should_fire ? gettext("should have fired") : gettext("should not have fired")}${verdict.by ? html` · ${verdict.by.name}` : nothing}
      ${verdict.case === "must_pass" ? html`<span class="chip outline">${gettext("regression case")}</span>` : verdict.case === "proposal" ? html`<span class="chip outline">${gettext("proposed case")}</span>` : nothing}</span>
    ${verdict.may_withdraw ? html`<button class="button small" type="button" ?disabled=${panel.busy} @click=${() => undo(panel, verdict)}>${icon("rotate-ccw")}${gettext("Undo")}<span class="visually-hidden">: ${verdict.scenario_name}</span></button>` : nothing}
  </li>`,
  )}
</ul>`;

const judge = (panel, result, wanted) =>
  change(
    panel,
    () => post(`messages/${panel.item.id}/verdict/`, { scenario: result.key, should_fire: wanted }),
    gettext("Saved. Thank you."),
  );

const undo = (panel, verdict) =>
  change(
    panel,
    () => remove(`messages/${panel.item.id}/verdict/?scenario=${encodeURIComponent(verdict.scenario)}`),
    gettext("Undone."),
  );

/**
 * One change at a time; what came of it is told inside the panel, beside which nothing can be read while it is open.
 * The pressed button may be gone afterwards, so the focus goes to the panel's body.
 */
async function change(panel, ask, done) {
  Object.assign(panel, { busy: true, told: "" });
  draw(panel);
  try {
    panel.why = await ask();
    panel.told = done;
  } catch (error) {
    panel.told = error.message;
  }
  panel.busy = false;
  draw(panel);
  const body = panel.root.querySelector(".dialog-body");
  body?.focus();
  body?.scrollTo({ top: 0 });
}
