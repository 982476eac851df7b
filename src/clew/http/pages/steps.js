// A hunt's steps in words and drawings.

import { make } from "./answer.js";
import { levelOf } from "./plan.js";
import { known, say } from "./words.js";

const HARDEST = 5;

// A word of a closed set in the page's language; a new one as it stands.
export const worded = (kind, value) => (known(`${kind}_${value}`) ? say(`${kind}_${value}`) : String(value).replaceAll("_", " "));

export function money(minor, currency, lang) {
  const format = new Intl.NumberFormat(lang, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

// What a reward gives, in a few words.
export function rewardWords({ kind, value, currency }, lang) {
  const told = { value, money: currency ? money(value, currency, lang) : value };
  return known(`gives_${kind}`) ? say(`gives_${kind}`, told) : `${kind} ${value}`;
}

// One step, folded; `picked` is called with its number when it is unfolded.
export function stepItem(step, plan, { unfolded, lit, hints, answers, picked, hinted }) {
  const body = `step-${step.n}`;
  const place = step.zone ? `${plan.placeName(step.zone)}, ${plan.levelName(levelOf(step.zone))}` : say("no_place");
  const button = make("button", { type: "button", "aria-expanded": String(unfolded), "aria-controls": body },
    make("span", { class: "count", "aria-hidden": "true" }, String(step.n)),
    make("span", { class: "what" },
      make("span", { class: "text" }, make("span", { class: "unseen" }, `${say("step_n", { n: step.n })}: `), worded("kind", step.kind)),
      make("span", { class: "where" }, place)),
    hardness(step.difficulty));
  button.addEventListener("click", () => picked(step.n));
  const item = make("li", { class: lit ? "step here" : "step", "data-step": String(step.n) }, make("h2", {}, button));
  const inside = make("div", { id: body, class: "inside" });
  inside.hidden = !unfolded;
  if (unfolded) inside.append(...told(step, { hints, answers, hinted }));
  item.append(inside);
  return item;
}

function told(step, { hints, answers, hinted }) {
  const parts = [make("p", { class: "prompt", lang: step.lang }, step.prompt)];
  const grid = gridOf(step.shown);
  if (grid) parts.push(gridTable(grid, step));
  if (step.options?.length) parts.push(optionList(step, answers));
  if (step.hints?.length) parts.push(hintPart(step, hints, hinted));
  if (step.equivalent) {
    parts.push(make("details", { class: "other" }, make("summary", {}, say("equivalent")), make("p", { lang: step.lang }, step.equivalent)));
  }
  if (answers) parts.push(make("p", { class: "answer" }, make("strong", {}, say("answer_is")), " ", answerWords(step)));
  return parts;
}

// Five dots, so many of them full; said as a number.
function hardness(difficulty) {
  const dots = Array.from({ length: HARDEST }, (_, n) => make("span", { class: n < difficulty ? "dot full" : "dot" }));
  return make("span", { class: "hardness" }, ...dots, make("span", { class: "unseen" }, `, ${say("difficulty", { difficulty, hardest: HARDEST })}`));
}

// Rows of cells where what is shown is a drawing; a cell is a letter, "" to fill in, or null.
export function gridOf(shown) {
  const rows = shown?.grid ?? shown?.rows;
  if (!Array.isArray(rows) || !rows.length) return null;
  const cells = rows.map((row) => (typeof row === "string" ? [...row] : row));
  return cells.every(Array.isArray) ? cells : null;
}

function gridTable(rows, step) {
  const cell = (one) => {
    if (one === null || one === "#" || one === ".") return make("td", { class: "black" });
    return make("td", {}, String(one === "_" ? "" : one).toLocaleUpperCase(step.lang));
  };
  const lines = rows.map((row) => make("tr", {}, ...row.map(cell)));
  return make("div", { class: "drawing", tabindex: "0", role: "group", "aria-label": worded("kind", step.kind) }, make("table", { class: "letters", lang: step.lang }, make("caption", { class: "unseen" }, worded("kind", step.kind)), make("tbody", {}, ...lines)));
}

function optionList(step, answers) {
  const items = step.options.map(({ id, text }) => {
    const right = answers && step.way !== "order" && step.answer === id;
    return make("li", right ? { class: "right" } : {}, make("span", { class: "letter" }, id), make("span", { lang: step.lang }, text));
  });
  return make("ul", { class: step.way === "order" ? "options order" : "options", "aria-label": say(step.way === "order" ? "put_in_order" : "choose_one") }, ...items);
}

// Hints unfold one after the other.
function hintPart(step, shown, hinted) {
  const read = step.hints.slice(0, shown).map((hint) => make("li", { lang: step.lang }, hint));
  const part = make("div", { class: "hints" });
  if (read.length) part.append(make("ol", {}, ...read));
  if (shown < step.hints.length) {
    const more = make("button", { type: "button", class: "quiet" }, say("hint", { n: shown + 1, of: step.hints.length }));
    more.addEventListener("click", () => hinted(step.n));
    part.append(more);
  }
  return part;
}

function answerWords(step) {
  const text = (id) => step.options?.find((option) => option.id === id)?.text ?? id;
  const words = step.way === "order" ? step.answer.split(" ").map(text).join(" → ") : text(step.answer);
  const others = (step.accepted ?? []).filter((one) => one !== step.answer && !step.options?.length);
  return others.length ? `${words} (${say("accepted", { words: others.join(", ") })})` : words;
}
