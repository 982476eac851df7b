// An answer in words: what was found, and why.

import { levelOf } from "./plan.js";
import { known, number, percent, say } from "./words.js";

const WIDE = matchMedia("(min-width: 60rem)");

// Whether the reasons are unfolded; on a phone they wait until asked for.
let unfolded = WIDE.matches;

export function make(tag, attributes = {}, ...inner) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

// What is read out: a headline, a line below it, and what was not as usual.
export function headline(head, sub, degraded = []) {
  const lines = [make("p", { class: "head" }, head), make("p", { class: "sub" }, sub)];
  return [...lines, ...degraded.map((line) => make("p", { class: "degraded" }, line))];
}

// A part that was skipped, in plain words; each sentence once.
export function degradedWords(parts) {
  const words = parts.map((part) => {
    if (part.includes(":")) return "degraded_row";
    const word = `degraded_${part === "embedding" ? "vector" : part}`;
    return known(word) ? word : "degraded_other";
  });
  return [...new Set(words)].map((word) => say(word));
}

// The facts of one square; coordinates where the answer has them.
export function squareFacts(plan, zone, at = null) {
  const how = say(plan.measured(zone) ? "centre_measured" : "centre_middle");
  const facts = [[say("square"), make("span", { class: "zone" }, say("square_is", { zone }))]];
  if (at) facts.push([say("centre"), `${at.lat.toFixed(7)}, ${at.lon.toFixed(7)} (${how})`]);
  return list(facts);
}

export function candidateButtons(plan, answer, chosen, choose) {
  const items = answer.candidates.map((candidate, n) => {
    const button = make("button", { type: "button", "aria-pressed": String(candidate.zone === chosen), "data-zone": candidate.zone });
    button.append(
      make("span", { class: "count", "aria-hidden": "true" }, String(n + 1)),
      make("span", { class: "what" },
        make("span", { class: "text" }, plan.placeName(candidate.zone)),
        make("span", { class: "where" }, `${plan.levelName(levelOf(candidate.zone))} · ${say("share", { percent: percent(candidate.confidence) })}`)),
    );
    button.addEventListener("click", () => choose(candidate.zone));
    return make("li", {}, button);
  });
  return make("ol", { class: "candidates" }, ...items);
}

export function reasons(answer) {
  const { receipt } = answer;
  const facts = [
    [say("how"), say(`how_${answer.tier ?? "none"}`)],
    [say("sure"), sureness(answer)],
    [say("runner_up"), runnerUp(answer)],
    [say("steps"), make("ol", { class: "steps" }, ...receipt.steps.map((step) => make("li", {}, stepWords(step))))],
    [say("made_with"), versions(receipt.versions)],
  ];
  const folded = make("details", { class: "why" }, make("summary", {}, say("why")), list(facts));
  folded.open = unfolded;
  folded.addEventListener("toggle", () => { unfolded = folded.open; });
  return folded;
}

function list(facts) {
  return make("dl", {}, ...facts.map(([name, told]) => make("div", {}, make("dt", {}, name), make("dd", {}, told))));
}

function sureness(answer) {
  if (answer.outcome === "miss") return "–";
  if (answer.outcome === "ambiguous") return say("sure_open");
  return answer.confidence === 1 ? say("sure_equal") : percent(answer.confidence);
}

function runnerUp({ outcome, receipt: { score, runner_up: other } }) {
  if (other === null || score === null) return outcome === "miss" ? "–" : say("runner_up_none");
  if (other === score) return say("runner_up_tie");
  return say("runner_up_is", { score: number(other, 3), best: number(score, 3) });
}

function stepWords({ tier, outcome, ms }) {
  const word = (kind, value) => (known(`${kind}_${value}`) ? say(`${kind}_${value}`) : value);
  return say("step", { tier: word("tier", tier), outcome: word("outcome", outcome), ms: number(ms, 2) });
}

function versions({ normaliser, model, map }) {
  return [map, model, normaliser].filter(Boolean).join(" · ");
}
