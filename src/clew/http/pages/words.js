// The page's words in one language, from words.LANG.json and what else the page names.

const LANGUAGES = ["en", "fr"];
const KEPT = "clew.lang";

let words = {};
let lang = "en";

export const language = () => lang;

// What was chosen before, else what the browser asks for first, else English.
export function firstLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  const wanted = [asked, kept(), ...navigator.languages.map((one) => one.slice(0, 2))];
  return wanted.find((one) => LANGUAGES.includes(one)) ?? "en";
}

// The word of a key with its {holes} filled; empty where there is no such word.
export function say(key, holes = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (_, hole) => String(holes[hole] ?? ""));
}

export const known = (key) => key in words;

export function percent(share) {
  // A probability below one is never shown as certain.
  const shown = share < 1 ? Math.min(share, 0.999) : 1;
  return new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(shown);
}

export function number(value, decimals) {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: decimals }).format(value);
}

// Reads a language and says the whole page in it.
export async function speak(wanted) {
  const files = ["words", ...(document.documentElement.dataset.words ?? "").split(" ").filter(Boolean)];
  const answers = await Promise.all(files.map((file) => fetch(`/assets/${file}.${wanted}.json`)));
  words = Object.assign({}, ...(await Promise.all(answers.map((answer) => answer.json()))));
  lang = wanted;
  keep(wanted);
  document.documentElement.lang = wanted;
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  for (const one of document.querySelectorAll("[data-lang]")) one.setAttribute("aria-pressed", String(one.dataset.lang === wanted));
}

// A browser may refuse to keep anything; then the choice lasts as long as the page.
function kept() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

function keep(value) {
  try { localStorage.setItem(KEPT, value); } catch { /* the choice lasts as long as the page */ }
}
