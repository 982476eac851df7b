// The way of a hunt on the plan: a line through its doors and connectors, level by level.

import { draw } from "./plan.js";

// A hunt's way as points [{level, x, y}]: metres of the drawing, y down.
export function pointsOf(route) {
  const points = [];
  for (const leg of route?.legs ?? []) {
    for (const [level, x, y] of leg.points) points.push({ level, x: x / 10, y: -y / 10 });
  }
  return points;
}

// Metres, rounded up to five: a way is never promised to be shorter than it is.
export const metres = (route) => Math.ceil((route?.length_dm ?? 0) / 50) * 5;

// The pieces of the way on one level, each a list of points; none of a single point.
export function pieces(points, level) {
  const found = [];
  let run = [];
  for (const point of points) {
    if (point.level === level) run.push(point);
    else if (run.length) { found.push(run); run = []; }
  }
  if (run.length) found.push(run);
  return found.filter((one) => one.length > 1);
}

// Where the way leaves a level or comes to it: [{x, y}].
function changes(points, level) {
  return points.filter((point, n) => {
    const [before, after] = [points[n - 1], points[n + 1]];
    return point.level === level && [before, after].some((one) => one && one.level !== level);
  });
}

// What is drawn of it on a level.
export function drawn(points, level) {
  const lines = pieces(points, level).map((run) => {
    const at = run.map(({ x, y }) => `${x},${y}`).join(" ");
    return [draw("polyline", { class: "route-edge", points: at }), draw("polyline", { class: "route", points: at })];
  });
  const turns = changes(points, level).map(({ x, y }) => draw("circle", { class: "turn", cx: x, cy: y, r: 1.3 }));
  return [...lines.flat(), ...turns];
}
