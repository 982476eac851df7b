// A hunt's steps in words and drawings.

import { make } from "./answer.js";
import { gridOf, gridTable, promptBeside } from "./drawing.js";
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
export function stepItem(step, plan, { unfolded, lit, hints, answers, because, picked, hinted }) {
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
  if (unfolded) inside.append(...told(step, plan, { hints, answers, because, hinted }));
  item.append(inside);
  return item;
}

function told(step, plan, { hints, answers, because, hinted }) {
  const grid = gridOf(step.shown);
  const parts = [make("p", { class: "prompt", lang: step.lang }, promptBeside(grid, step.prompt))];
  if (grid) parts.push(gridTable(grid, worded("kind", step.kind), step.lang));
  if (step.options?.length) parts.push(optionList(step, answers));
  if (step.hints?.length) parts.push(hintPart(step, hints, hinted));
  if (step.equivalent) {
    parts.push(make("details", { class: "other" }, make("summary", {}, say("equivalent")), make("p", { lang: step.lang }, step.equivalent)));
  }
  if (answers) parts.push(make("p", { class: "answer" }, make("strong", {}, say("answer_is")), " ", answerWords(step, plan)));
  if (because) parts.push(make("p", { class: "because" }, say("because"), " ", make("span", { lang: step.lang }, because)));
  return parts;
}

// Five dots, so many of them full; said as a number.
function hardness(difficulty) {
  const dots = Array.from({ length: HARDEST }, (_, n) => make("span", { class: n < difficulty ? "dot full" : "dot" }));
  return make("span", { class: "hardness" }, ...dots, make("span", { class: "unseen" }, `, ${say("difficulty", { difficulty, hardest: HARDEST })}`));
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

// Options by their text, products by what they are called there, zones by the plan.
function answerWords(step, plan) {
  const text = (id) => {
    const option = step.options?.find((one) => one.id === id);
    return option?.text ?? (plan.knows(id) ? `${plan.placeName(id)} (${id})` : id);
  };
  if (step.way === "order") return step.answer.split(" ").map(text).join(" → ");
  const others = (step.accepted ?? []).filter((one) => one !== step.answer && !step.options?.length);
  const words = text(step.answer);
  return others.length && step.way === "text" ? `${words} (${say("accepted", { words: others.join(", ") })})` : words;
}
