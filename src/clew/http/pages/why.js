// Why a hunt is as it is: what was weighed, what the rules said, what was left out, what is promised.

import { make } from "./answer.js";
import { rewardWords, worded } from "./steps.js";
import { language, number, say } from "./words.js";

const MOST = 40; // rows of one list; the rest is counted

// Why a step is in the hunt, in the player's language.
export const becauseOf = (why, n) => why.steps.find((one) => one.n === n)?.reason ?? "";

export const TABS = ["weighed", "rules", "refused", "promise", "made"];

// What stands behind a tab. `plan` knows what places are called.
export function panel(tab, hunt, why, plan) {
  return { weighed, rules, refused, promise, made }[tab](hunt, why, plan);
}

function table(caption, heads, rows, { captioned = false } = {}) {
  const cells = (row) => row.map((cell, n) => make(n ? "td" : "th", n ? {} : { scope: "row" }, cell));
  const drawn = make("table", { class: "facts" },
    make("caption", captioned ? {} : { class: "unseen" }, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.slice(0, MOST).map((row) => make("tr", {}, ...cells(row)))));
  const parts = [make("div", { class: "wide", tabindex: "0", role: "group", "aria-label": caption }, drawn)];
  if (rows.length > MOST) parts.push(make("p", { class: "sub" }, say("and_more", { count: number(rows.length - MOST, 0) })));
  return parts;
}

// What something is called: a place by the plan, a product or a promotion by its name.
function called(what, id, why, plan) {
  if (what === "zone" && plan.knows(id)) return `${plan.placeName(id)} (${id})`;
  if (what !== "puzzle") return why.names?.[id] ?? id;
  const [kind, about] = id.split(" about ");
  return `${worded("kind", kind)}${about ? `: ${called("zone", about, why, plan)}` : ""}`;
}

function weighed(hunt, why, plan) {
  const lead = make("p", { class: "lead" }, say(hunt.ranked ? "ranked" : "not_ranked"), why.shorter ? ` ${why.shorter}` : "");
  const lists = ["product", "zone", "promotion"].flatMap((what) => {
    const found = why.weighed.filter((one) => one.what === what).sort((a, b) => b.score - a.score);
    if (!found.length) return [];
    const most = Math.max(1, found[0].score);
    const rows = found.map((one) => {
      const step = hunt.steps.find((other) => (what === "product" ? other.product_id : other.zone) === one.id);
      const taken = what === "promotion" ? hunt.reward.promotion_id === one.id && say("the_reward") : step && say("in_step", { n: step.n });
      const because = step && becauseOf(why, step.n);
      return [called(what, one.id, why, plan), bar(one.score, most), because ? `${because} (${one.says})` : one.says, taken || "–"];
    });
    return table(say(`weighed_${what}`), [say("what"), say("score"), say("reason"), say("became")], rows, { captioned: true });
  });
  return [lead, ...lists];
}

function bar(score, most) {
  const line = make("meter", { min: "0", max: String(most), value: String(Math.max(0, score)), "aria-hidden": "true" });
  return make("span", { class: "score" }, line, number(score, 0));
}

function rules(_hunt, why, plan) {
  const rows = why.allowed.map((one) => [
    worded("decision", one.table),
    one.about ? worded("kind", called(one.about.includes("/") ? "zone" : "product", one.about, why, plan)) : say("this_player"),
    make("span", {}, make("code", {}, one.row), one.says ? ` ${one.says}` : ""),
    one.gives || "–",
  ]);
  return [make("p", { class: "lead" }, say("rules_lead")), ...table(say("tab_rules"), [say("decision"), say("about"), say("allowed_by"), say("with")], rows)];
}

function refused(_hunt, why, plan) {
  const groups = [...new Set(why.refused.map((one) => one.what))];
  const parts = groups.flatMap((what) => {
    const list = why.refused.filter((one) => one.what === what);
    const rows = list.map((one) => [called(what, one.id, why, plan) || "–", worded("why", one.why), one.says || "–"]);
    return table(`${worded("refused", what)} (${number(list.length, 0)})`, [say("what"), say("reason"), say("in_words")], rows, { captioned: true });
  });
  return parts.length ? parts : [make("p", { class: "lead" }, say("nothing_refused"))];
}

function promise(hunt, why) {
  const { reward } = hunt;
  const { hold } = why;
  return [list([
    [say("reward"), reward.name ?? reward.promotion_id],
    [say("gives"), rewardWords(reward, language())],
    [say("held"), hold ? say("held_is", { state: worded("hold", hold.state), until: moment(hold.until) }) : say("not_held")],
    [say("hold"), hold ? make("code", {}, hold.id) : "–"],
  ])];
}

function made(hunt, why) {
  const stages = Object.entries(why.stages ?? {}).map(([name, us]) => `${worded("stage", name)} ${number(us / 1000, 2)}`);
  const versions = Object.entries(hunt.versions).filter(([, told]) => told !== null);
  return [list([
    [say("hunt_id"), make("code", {}, hunt.hunt_id)],
    [say("seed"), String(hunt.seed)],
    [say("versions"), versions.map(([name, told]) => `${worded("version", name)} ${told}`).join(" · ")],
    [say("took"), hunt.compose_ms === null || hunt.compose_ms === undefined ? "–" : say("ms", { ms: number(hunt.compose_ms, 2) })],
    ...(stages.length ? [[say("stages"), say("ms", { ms: stages.join(" · ") })]] : []),
  ])];
}

function moment(seconds) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(seconds * 1000));
}

function list(facts) {
  return make("dl", {}, ...facts.map(([name, told]) => make("div", {}, make("dt", {}, name), make("dd", {}, told))));
}
