// Drawings of puzzles that are more than words: a square of letters, or rows with a marked column.

import { make } from "./answer.js";

// What is to be drawn as {rows, marked}: a cell is a letter, "" to be filled in, or null for no
// cell; `marked` is the column that is read downwards, or null. Null where there is nothing to draw.
export function gridOf(shown) {
  const { rows } = shown ?? {};
  if (!Array.isArray(rows) || !rows.length) return null;
  if (rows.every((row) => typeof row === "string")) return { rows: rows.map((row) => [...row]), marked: null };
  if (!rows.every((row) => Number.isInteger(row?.length) && Number.isInteger(row?.at))) return null;
  const marked = Math.max(...rows.map((row) => row.at)) - 1;
  return {
    rows: rows.map(({ length, at, first }) => [
      ...Array(marked + 1 - at).fill(null), ...Array.from({ length }, (_, n) => (n === 0 ? first : "")),
    ]),
    marked,
  };
}

export function gridTable({ rows, marked }, name, lang) {
  const cell = (one, n) => {
    if (one === null) return make("td", { class: "none" });
    return make("td", n === marked ? { class: "marked" } : {}, one.toLocaleUpperCase(lang));
  };
  const lines = rows.map((row) => make("tr", {}, ...row.map(cell)));
  const table = make("table", { class: "letters", lang }, make("caption", { class: "unseen" }, name), make("tbody", {}, ...lines));
  return make("div", { class: "drawing", tabindex: "0", role: "group", "aria-label": name }, table);
}

// The prompt without the lines that only spell the drawn rows out, letter by letter.
export function promptBeside(grid, prompt) {
  if (!grid || grid.marked !== null) return prompt;
  const rows = new Set(grid.rows.map((row) => row.join("").toUpperCase()));
  return prompt.split("\n").filter((line) => !rows.has(line.replaceAll(" ", "").toUpperCase())).join("\n");
}
