// The plan of a venue: levels as tabs, squares that light up.

import { LINE, SIZE_PX, chosen } from "./names.js";
import { View, ZOOM_STEP } from "./view.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const READABLE_PX = 4.5; // pixels a metre; below it a found square is looked at from nearer
const NEAR_M = 70;
const SPARKS = 8;

export function draw(tag, attributes = {}, ...inner) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

// The level that a zone's id names; -1 is one, too.
export const levelOf = (zone) => Number(zone.split("/")[1]);
export const venueOf = (zone) => zone.split("/")[0];

// Whether a point lies inside a drawn outline, holes left out (even-odd rule).
function holds(path, x, y) {
  let inside = false;
  for (const ring of path.split("M").slice(1)) {
    const corners = ring.replace("Z", "").split("L").map((corner) => corner.split(" ").map(Number));
    corners.forEach(([ax, ay], n) => {
      const [bx, by] = corners[(n + 1) % corners.length];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    });
  }
  return inside;
}

export class Plan {
  // `picked` is called with the zone of a candidate's square that was clicked.
  constructor(picked) {
    this.svg = document.getElementById("plan");
    this.tabs = document.querySelector(".tabs");
    this.floor = document.getElementById("floor");
    this.viewport = document.getElementById("viewport");
    this.picked = picked;
    this.lit = [];
    // What else is drawn on a level, below the squares: a function of its ordinal.
    this.under = () => [];
    this.view = new View(this.viewport, this.svg, () => this.#write());
    document.getElementById("closer").addEventListener("click", () => this.view.zoom(ZOOM_STEP));
    document.getElementById("farther").addEventListener("click", () => this.view.zoom(1 / ZOOM_STEP));
    document.getElementById("whole").addEventListener("click", () => this.view.reset());
    this.tabs.addEventListener("keydown", (event) => this.#turn(event));
  }

  // Takes the plan of a venue and shows the level nearest to the ground.
  show(plan) {
    this.plan = plan;
    this.lit = [];
    this.tabs.replaceChildren(...plan.levels.map((level) => this.#tab(level)));
    const ordinals = plan.levels.map((level) => level.ordinal);
    const ground = ordinals.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
    this.go(ground);
  }

  level(ordinal) {
    return this.plan?.levels.find((one) => one.ordinal === ordinal);
  }

  // What people call a level: its label, or "Level 2" where it is but the number.
  levelName(ordinal) {
    const label = this.level(ordinal)?.label ?? String(ordinal);
    return label === String(ordinal) ? say("level", { ordinal }) : label;
  }

  // What the map calls a square: the place in it, the room around it, else the nearest place.
  placeName(zone) {
    const { names = [], shapes = [] } = this.level(levelOf(zone)) ?? {};
    const inside = names.find((name) => name.zone === zone);
    if (inside) return inside.text;
    const { x, y } = this.centre(zone);
    // What is drawn last lies on top: a room, not the hall around it.
    const room = shapes.findLast((shape) => shape.name && shape.kind !== "wall" && holds(shape.path, x, y));
    if (room) return room.name;
    const far = (name) => Math.hypot(name.x - x, name.y - y);
    const nearest = names.reduce((a, b) => (a && far(a) <= far(b) ? a : b), null);
    return nearest ? say("near", { name: nearest.text }) : say("here");
  }

  // Whether it is a zone of the venue that is shown.
  knows(zone) {
    return zone.split("/").length === 4 && venueOf(zone) === this.plan?.venue && this.level(levelOf(zone)) !== undefined;
  }

  measured(zone) {
    return zone in (this.level(levelOf(zone))?.surveyed ?? {});
  }

  // A square as it is drawn: [x, y, width, height] in metres, y down.
  square(zone) {
    const [i, j] = zone.split("/").slice(2).map(Number);
    const { cell } = this.plan;
    return [i * cell, -(j + 1) * cell, cell, cell];
  }

  centre(zone) {
    const measured = this.level(levelOf(zone))?.surveyed[zone];
    if (measured) return { x: measured[0], y: measured[1] };
    const [x, y, side] = this.square(zone);
    return { x: x + side / 2, y: y + side / 2 };
  }

  // Lights squares: [{zone, number, chosen, stop}]; number null for the one answer; a stop of a way
  // keeps its number when it is chosen. Shows `first`'s level.
  light(lit, first = null, { near = false, cheer = false } = {}) {
    this.lit = lit;
    this.cheer = cheer ? first : null;
    this.go(first ? levelOf(first) : this.ordinal);
    if (near && first && this.view.scale < READABLE_PX) {
      const { x, y } = this.centre(first);
      this.view.near(x, y, NEAR_M);
    }
    this.cheer = null;
  }

  go(ordinal) {
    const level = this.level(ordinal);
    if (!level) return;
    this.ordinal = ordinal;
    for (const tab of this.tabs.children) {
      const here = Number(tab.dataset.level) === ordinal;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      if (here) this.floor.setAttribute("aria-labelledby", tab.id);
    }
    this.#draw(level);
    this.view.fit(level.view_box);
    this.speak();
  }

  // Says in the page's language what is to be seen.
  speak() {
    if (!this.plan) return;
    const here = this.lit.filter((one) => levelOf(one.zone) === this.ordinal);
    const level = this.level(this.ordinal);
    const told = [say("plan_of", { venue: this.plan.venue, level: this.levelName(this.ordinal), places: level.names.length })];
    if (here.length) told.push(say("plan_lit", { name: here.map((one) => this.placeName(one.zone)).join("; ") }));
    this.svg.setAttribute("aria-label", told.join(" "));
    this.viewport.setAttribute("aria-label", say("plan"));
    for (const tab of this.tabs.children) this.#label(tab);
  }

  #tab(level) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `level-${level.ordinal}`;
    tab.dataset.level = level.ordinal;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "floor");
    tab.addEventListener("click", () => this.go(level.ordinal));
    return tab;
  }

  #label(tab) {
    const ordinal = Number(tab.dataset.level);
    const count = this.lit.filter((one) => levelOf(one.zone) === ordinal).length;
    tab.textContent = this.levelName(ordinal);
    if (!count) return;
    const told = document.createElement("span");
    told.className = "unseen";
    told.textContent = `, ${say("tab_lit", { count })}`;
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.setAttribute("aria-hidden", "true");
    tab.append(mark, told);
  }

  // Arrow keys, Home and End, as the tabs pattern of WAI-ARIA has it.
  #turn(event) {
    const tabs = [...this.tabs.children];
    const at = tabs.findIndex((tab) => tab.tabIndex === 0);
    const to = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.go(Number(tabs[to].dataset.level));
    tabs[to].focus();
  }

  #draw(level) {
    const { cell } = this.plan;
    const line = draw("path", { class: "line", d: `M${cell} 0H0V${cell}` });
    const grid = draw("pattern", { id: "cells", width: cell, height: cell, patternUnits: "userSpaceOnUse" }, line);
    this.names = draw("g", { class: "names" });
    this.svg.replaceChildren(
      draw("defs", {}, grid),
      draw("path", { class: "ground", d: level.floor }),
      ...level.shapes.map((shape) => draw("path", { class: shape.kind, d: shape.path })),
      draw("path", { class: "grid", d: level.floor }),
      ...level.ways.map((way) => draw("circle", { class: `way ${way.kind}`, cx: way.x, cy: way.y, r: way.kind === "door" ? 0.5 : 0.9 })),
      ...this.under(level.ordinal),
      ...this.lit.filter((one) => levelOf(one.zone) === level.ordinal).map((one) => this.#square(one)),
      this.names,
    );
  }

  #square({ zone, number, chosen: taken, stop = false }) {
    const [x, y, width, height] = this.square(zone);
    const middle = this.centre(zone);
    const kind = stop ? (taken ? "stop lit" : "stop") : number === null || taken ? "lit" : "maybe";
    const group = draw("g", { class: `square ${kind}`, "data-zone": zone }, draw("rect", { x, y, width, height, rx: 0.4 }));
    if (kind === "lit") group.append(draw("circle", { class: "centre", cx: middle.x, cy: middle.y, r: 0.6 }));
    else group.append(draw("text", { class: "number", x: x + width / 2, y: y + height / 2, "font-size": 3.6 }, String(number)));
    if (number !== null) group.addEventListener("click", () => this.picked(zone));
    if (zone === this.cheer) group.append(...this.#cheer(x + width / 2, y + height / 2));
    return group;
  }

  // A ring that widens once, and a few sparks.
  #cheer(x, y) {
    const sparks = Array.from({ length: SPARKS }, (_, n) =>
      draw("g", { transform: `translate(${x} ${y}) rotate(${(360 / SPARKS) * n})` }, draw("circle", { class: "spark", cx: 0, cy: -3.5, r: 0.55 })));
    return [draw("circle", { class: "ring", cx: x, cy: y, r: 4 }), ...sparks];
  }

  #write() {
    const level = this.level(this.ordinal);
    if (!level || !this.names) return;
    const { scale } = this.view;
    const here = this.lit.filter((one) => levelOf(one.zone) === this.ordinal);
    const signs = level.ways.filter((way) => way.kind !== "door").map(({ x, y }) => [x - 1, y - 1, 2, 2]);
    const taken = [...here.map((one) => this.square(one.zone)), ...signs];
    const lit = here
      .filter((one) => one.number === null || one.chosen)
      .map(({ zone }) => ({ text: this.placeName(zone), square: this.square(zone) }));
    const size = SIZE_PX / scale;
    this.names.replaceChildren(...chosen(level.names, lit, taken, scale).map(({ name, lines, turned, x, y }) => {
      const top = -((lines.length - 1) / 2) * LINE * size;
      const text = draw("text", { class: name.square ? "name lit-name" : name.width ? "name" : "name spot-name", "font-size": size, transform: `translate(${x} ${y})${turned ? " rotate(-90)" : ""}` });
      lines.forEach((line, n) => text.append(draw("tspan", { x: 0, y: top + n * LINE * size }, line)));
      return text;
    }));
  }
}
