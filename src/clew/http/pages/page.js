// The page's life: a language, a campaign, a venue's plan, a question, an answer.

import { candidateButtons, degradedWords, headline, reasons, squareFacts } from "./answer.js";
import * as door from "./door.js";
import { Plan, levelOf, venueOf } from "./plan.js";
import { firstLanguage, language, say, speak } from "./words.js";

const by = (id) => document.getElementById(id);
const plan = new Plan((zone) => choose(zone));
const plans = new Map();

// What is shown, so that another language can say it again.
let open = [];
let answer = null;
let chosen = null;
let refused = null;
let asked = 0;

async function start() {
  await speak(firstLanguage());
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => turnTo(button.dataset.lang));
  }
  by("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  by("key-form").addEventListener("submit", (event) => { event.preventDefault(); openWith(by("key").value); });
  by("campaign").addEventListener("change", enter);
  by("venue").addEventListener("change", () => showVenue(by("venue").value).catch(refuse));
  await arrive();
  document.documentElement.dataset.ready = "true";
}

async function turnTo(lang) {
  await speak(lang);
  plan.speak();
  if (answer || refused) tell();
  else if (!open.length) tellNoCampaign();
}

// ---------------------------------------------------------------- campaigns and venues

async function arrive() {
  try {
    open = await door.plans();
    by("campaign").replaceChildren(...open.map(({ campaign }) => new Option(campaign, campaign)));
    by("campaign-choice").hidden = open.length < 2;
    if (open.length) await enter();
    else tellNoCampaign();
  } catch (error) {
    refuse(error);
  }
}

async function openWith(key) {
  door.useKey(key);
  by("key-form").hidden = true;
  refused = null;
  by("clue").focus();
  await arrive();
}

async function enter() {
  const venues = open.find(({ campaign }) => campaign === by("campaign").value)?.venues ?? [];
  by("venue").replaceChildren(...venues.map((id) => new Option(id, id)));
  by("venue-choice").hidden = venues.length < 2;
  if (venues.length) await showVenue(venues[0]).catch(refuse);
}

async function showVenue(id) {
  if (!plans.has(id)) plans.set(id, await door.plan(id));
  if (plan.plan?.venue !== id) plan.show(plans.get(id));
  by("venue").value = id;
}

// ---------------------------------------------------------------- a question

async function ask() {
  const text = by("clue").value.trim();
  if (!text) return;
  const turn = ++asked;
  by("ask").setAttribute("aria-busy", "true");
  try {
    const told = await door.resolve(by("campaign").value, text, language());
    const zone = told.zone ?? told.candidates[0]?.zone;
    if (zone) await showVenue(venueOf(zone));
    // Of two questions on their way the later one counts.
    if (turn !== asked) return;
    [answer, chosen, refused] = [told, null, null];
    light();
    tell();
    // A phone's keyboard would cover the answer; at a desk the next clue takes the place of this.
    if (matchMedia("(pointer: coarse)").matches) by("clue").blur();
    else by("clue").select();
  } catch (error) {
    if (turn === asked) refuse(error);
  } finally {
    if (turn === asked) by("ask").removeAttribute("aria-busy");
  }
}

function choose(zone) {
  chosen = zone;
  const refocus = document.activeElement?.closest(".candidates") !== null;
  // A candidate may stand in another venue than the one that is shown.
  showVenue(venueOf(zone)).then(() => {
    light();
    tell();
    if (refocus) document.querySelector(`.candidates [data-zone="${CSS.escape(zone)}"]`)?.focus();
  }, refuse);
}

function light() {
  const venue = plan.plan?.venue;
  if (answer.outcome === "found") {
    plan.light([{ zone: answer.zone, number: null }], answer.zone, { near: true, cheer: true });
    return;
  }
  const lit = answer.candidates
    .map(({ zone }, n) => ({ zone, number: n + 1, chosen: zone === chosen }))
    .filter(({ zone }) => venueOf(zone) === venue);
  const seen = lit.some(({ zone }) => levelOf(zone) === plan.ordinal);
  const first = chosen ?? (seen ? null : lit[0]?.zone ?? null);
  plan.light(lit, first, { near: Boolean(chosen), cheer: Boolean(chosen) });
}

// ---------------------------------------------------------------- words for it

function tell() {
  if (refused) {
    say_(headline(say(refused.word, { seconds: refused.seconds }), ""), [], "refused");
    return;
  }
  const degraded = degradedWords(answer.degraded);
  const ways = { found: tellFound, ambiguous: tellCandidates, miss: tellMiss };
  ways[answer.outcome](degraded);
}

function tellFound(degraded) {
  const level = plan.levelName(answer.level);
  say_(
    headline(say("found", { name: plan.placeName(answer.zone) }), say("found_sub", { level }), degraded),
    [squareFacts(plan, answer.zone, answer), reasons(answer)],
    "found",
  );
}

function tellCandidates(degraded) {
  const count = answer.candidates.length;
  const level = chosen && plan.levelName(levelOf(chosen));
  const lines = chosen
    ? headline(say("chosen", { name: plan.placeName(chosen) }), say("found_sub", { level }), degraded)
    : headline(say(count > 1 ? "which" : "that"), say(count > 1 ? "which_sub" : "that_sub", { count }), degraded);
  const facts = chosen ? [squareFacts(plan, chosen)] : [];
  say_(lines, [candidateButtons(plan, answer, chosen, choose), ...facts, reasons(answer)], chosen ? "found" : "asks");
}

function tellMiss(degraded) {
  const hope = degraded.length ? [...degraded, say("miss_degraded")] : [];
  say_(headline(say("miss"), say("miss_sub"), hope), [reasons(answer)], "miss");
}

function tellNoCampaign() {
  say_(headline(say("no_campaign"), say("no_campaign_sub")), [], "refused");
}

function refuse(error) {
  if (!(error instanceof door.Refusal)) throw error;
  [answer, refused] = [null, error];
  by("key-form").hidden = error.word !== "fail_key";
  plan.light([]);
  tell();
}

function say_(read, shown, state) {
  by("answer").dataset.state = state;
  by("said").replaceChildren(...read);
  by("told").replaceChildren(...shown);
  // Said again in another language, it is the page that speaks and no longer its first words.
  by("said").querySelectorAll("[data-word]").forEach((one) => one.removeAttribute("data-word"));
}

start();
