// The life of the hunts' page: a key, a player, a hunt with its way and its reasons.

import { headline, make } from "./answer.js";
import * as door from "./door.js";
import * as hunts from "./hunts_door.js";
import { Plan } from "./plan.js";
import { drawn, metres, pointsOf } from "./route.js";
import { rewardWords, stepItem } from "./steps.js";
import { TABS, becauseOf, panel } from "./why.js";
import { firstLanguage, known, language, number, say, speak } from "./words.js";

const by = (id) => document.getElementById(id);
const plan = new Plan((zone) => pick(hunt.steps.find((step) => step.zone === zone)?.n ?? null));
const plans = new Map();

// What is shown, so that another language can say it again.
let grounds = [];
let hunt = null;
let why = null;
let refused = null;
let step = null;
let unfolded = new Set();
let tab = TABS[0];
let answers = false;
let hints = new Map();

async function start() {
  await speak(firstLanguage());
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => turnTo(button.dataset.lang));
  }
  by("open").addEventListener("submit", (event) => { event.preventDefault(); open(); });
  by("key-form").addEventListener("submit", (event) => { event.preventDefault(); enter(by("key").value); });
  document.querySelector(".reasons").addEventListener("keydown", turnTab);
  document.documentElement.dataset.ready = "true";
  by("key").focus();
}

async function turnTo(lang) {
  await speak(lang);
  plan.speak();
  if (hunt || refused) tell();
}

// ---------------------------------------------------------------- who may see, and whose hunt

async function enter(key) {
  door.useKey(key);
  refused = null;
  await arrive();
  if (!refused) by("player").focus();
}

async function arrive() {
  try {
    grounds = await door.plans();
    by("campaign").replaceChildren(...grounds.map(({ campaign }) => new Option(campaign, campaign)));
    by("campaign-choice").hidden = grounds.length < 2;
    if (grounds[0]?.venues.length) await showVenue(grounds[0].venues[0]);
    const { players } = await hunts.players();
    by("players").replaceChildren(...players.map((id) => new Option(id)));
    by("key-form").hidden = true;
    by("open").hidden = false;
    if (hunt) return;
    by("said").replaceChildren(...headline(say("hunts_head"), say("hunts_sub")));
    delete by("hunt").dataset.state;
  } catch (error) {
    refuse(error);
  }
}

async function showVenue(id) {
  if (!plans.has(id)) plans.set(id, await door.plan(id));
  by("place").hidden = false;
  if (plan.plan?.venue !== id) plan.show(plans.get(id));
}

async function open() {
  const wish = { player_id: by("player").value.trim(), campaign: by("campaign").value, lang: language() };
  if (by("step-free").checked) wish.step_free = true;
  await attempt(async () => {
    const told = await hunts.open(wish);
    const reasons = await hunts.explanation(told.hunt_id);
    await showVenue(told.venue);
    [hunt, why, refused, step, answers] = [told, reasons, null, null, false];
    [hints, unfolded] = [new Map(), new Set()];
    light();
    tell();
  });
}

async function attempt(work) {
  by("hunt").setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    refuse(error);
  } finally {
    by("hunt").removeAttribute("aria-busy");
  }
}

function refuse(error) {
  if (!(error instanceof door.Refusal)) throw error;
  const closed = error.word === "fail_key";
  by("key-form").hidden = !closed;
  by("open").hidden = closed;
  [hunt, why, refused] = [null, null, error];
  plan.under = () => [];
  plan.light([]);
  tell();
}

// ---------------------------------------------------------------- the hunt

function light() {
  const points = pointsOf(hunt.route);
  plan.under = (level) => drawn(points, level);
  const stops = new Map();
  for (const one of hunt.steps) {
    if (one.zone) stops.set(one.zone, [...(stops.get(one.zone) ?? []), one.n]);
  }
  const lit = [...stops].map(([zone, ns]) => ({ zone, number: ns.join(" "), stop: true, chosen: ns.includes(step) }));
  const here = hunt.steps.find((one) => one.n === (step ?? 1))?.zone ?? null;
  plan.light(lit, here);
}

const headOf = (n) => document.querySelector(`[data-step="${n}"] h2 button`);

// What is unfolded stays so: nothing moves away under a finger.
function pick(n) {
  if (n === null) return;
  const held = headOf(n) === document.activeElement;
  if (unfolded.delete(n)) step = null;
  else [step] = [n, unfolded.add(n)];
  light();
  tellSteps();
  if (held) headOf(n).focus({ preventScroll: true });
  else headOf(n).scrollIntoView({ block: "nearest" });
}

function hint(n) {
  hints.set(n, (hints.get(n) ?? 0) + 1);
  tellSteps();
  // The button for the next hint takes the place of the one that was pressed.
  (document.querySelector(`[data-step="${n}"] .hints button`) ?? headOf(n)).focus({ preventScroll: true });
}

async function showAnswers() {
  await attempt(async () => {
    if (!hunt.steps.every((one) => "answer" in one)) hunt = { ...hunt, ...(await hunts.withAnswers(hunt.hunt_id)) };
    answers = !answers;
    tellSteps();
    tellActions();
    document.querySelector(".actions button").focus();
  });
}

async function giveUp() {
  await attempt(async () => {
    // Its steps are the same; here they may have their answers.
    const { state, until } = await hunts.giveUp(hunt.hunt_id);
    hunt = { ...hunt, state, until };
    why = await hunts.explanation(hunt.hunt_id);
    tell();
  });
}

// ---------------------------------------------------------------- words for it

function tell() {
  by("why").hidden = !hunt;
  if (refused) {
    const word = refused.code && known(`refused_${refused.code}`) ? `refused_${refused.code}` : refused.word;
    by("hunt").dataset.state = "refused";
    by("said").replaceChildren(...headline(say(word, { seconds: refused.seconds }), refused.detail));
    by("told").replaceChildren();
    return;
  }
  by("hunt").dataset.state = hunt.state;
  by("said").replaceChildren(...headline(
    say("hunt_of", { player: hunt.player_id }),
    say("hunt_is", { steps: say(hunt.steps.length === 1 ? "one_step" : "n_steps", { count: hunt.steps.length }), metres: number(metres(hunt.route), 0), state: say(`state_${hunt.state}`) }),
  ));
  by("told").replaceChildren(rewardCard(), make("ol", { class: "steps-of-hunt" }), make("div", { class: "actions" }));
  tellSteps();
  tellActions();
  tellWhy();
}

function rewardCard() {
  return make("div", { class: "reward" },
    make("span", { class: "gives" }, rewardWords(hunt.reward, language())),
    make("span", { class: "what" }, make("span", { class: "text" }, hunt.reward.name), make("span", { class: "where" }, say("at_the_end"))));
}

function tellSteps() {
  const items = hunt.steps.map((one) => stepItem(one, plan, {
    unfolded: unfolded.has(one.n), lit: one.n === step, hints: hints.get(one.n) ?? 0, answers, because: becauseOf(why, one.n), picked: pick, hinted: hint,
  }));
  document.querySelector(".steps-of-hunt").replaceChildren(...items);
}

function tellActions() {
  const show = make("button", { type: "button", "aria-pressed": String(answers) }, say(answers ? "hide_answers" : "show_answers"));
  show.addEventListener("click", showAnswers);
  const buttons = [show];
  if (hunt.state === "open") {
    const end = make("button", { type: "button", class: "quiet" }, say("give_up"));
    end.addEventListener("click", giveUp);
    buttons.push(end);
  }
  document.querySelector(".actions").replaceChildren(...buttons);
}

// ---------------------------------------------------------------- the reasons

function tellWhy() {
  const tabs = TABS.map((name) => {
    const here = name === tab;
    const button = make("button", { type: "button", role: "tab", id: `why-${name}`, "data-tab": name, "aria-selected": String(here), "aria-controls": "reasons", tabindex: here ? "0" : "-1" }, say(`tab_${name}`));
    button.addEventListener("click", () => { tab = name; tellWhy(); document.getElementById(`why-${name}`).focus(); });
    return button;
  });
  document.querySelector(".reasons").replaceChildren(...tabs);
  by("reasons").setAttribute("aria-labelledby", `why-${tab}`);
  by("reasons").replaceChildren(...panel(tab, hunt, why, plan));
}

function turnTab(event) {
  const at = TABS.indexOf(tab);
  const to = { ArrowRight: (at + 1) % TABS.length, ArrowLeft: (at - 1 + TABS.length) % TABS.length, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  tab = TABS[to];
  tellWhy();
  by(`why-${tab}`).focus();
}

start();
