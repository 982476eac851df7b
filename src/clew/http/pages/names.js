// Names on the plan: each where there is room for it at the present zoom, none over another.

const SIZE_PX = 12;
const LINE = 1.2;
const SPARE_PX = 2;

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text, bold) {
  pen.font = `${bold ? "600 " : ""}${SIZE_PX}px system-ui, sans-serif`;
  return pen.measureText(text).width;
}

// Breaks a name into lines no wider than the room; null where one word alone is wider.
function lines(text, room, bold) {
  const broken = [];
  for (const word of text.split(" ")) {
    const longer = broken.length ? `${broken.at(-1)} ${word}` : word;
    if (broken.length && widthOf(longer, bold) <= room) broken[broken.length - 1] = longer;
    else broken.push(word);
  }
  return broken.every((line) => widthOf(line, bold) <= room) ? broken : null;
}

function setting(name, room, high, bold) {
  const broken = lines(name.text, room, bold);
  if (!broken) return null;
  const width = Math.max(...broken.map((line) => widthOf(line, bold)));
  const height = broken.length * SIZE_PX * LINE;
  return height <= high ? { lines: broken, width, height } : null;
}

// How a name is set, pixels; upright rooms may have it turned. Null where there is no room.
function set(name, scale, lit) {
  if (lit) return setting(name, 130, 80, true);
  if (!name.width) return setting(name, 90, 40, false);
  const width = name.width * scale - 2 * SPARE_PX;
  const height = name.height * scale - 2 * SPARE_PX;
  const upright = setting(name, width, height, false);
  if (upright) return upright;
  const turned = setting(name, height, width, false);
  return turned && { ...turned, width: turned.height, height: turned.width, turned: true };
}

// Chooses what is written: [{name, lines, turned, x, y}], x and y in metres. The names of lit
// squares, `lit`: [{text, square}], come first and stand over them; then the larger rooms'.
export function chosen(names, lit, taken, scale) {
  const over = lit.map((one) => ({ ...one, width: 0, height: 0 }));
  const told = new Set(lit.map((one) => one.text));
  const rest = names.filter((name) => !told.has(name.text));
  const order = [...over, ...rest.sort((a, b) => b.width * b.height - a.width * a.height)];
  const boxes = taken.map(([x, y, width, height]) => ({
    left: x * scale, right: (x + width) * scale, top: y * scale, bottom: (y + height) * scale,
  }));
  const written = [];
  for (const name of order) {
    const how = set(name, scale, Boolean(name.square));
    if (!how) continue;
    for (const [x, y] of spots(name, how, scale)) {
      const box = around(x, y, how, scale);
      // What was asked for is named, whatever stands there.
      if (!name.square && boxes.some((other) => meet(box, other))) continue;
      boxes.push(box);
      written.push({ name, lines: how.lines, turned: how.turned ?? false, x, y });
      break;
    }
  }
  return written;
}

// Where a name may stand: over its square; in the middle of its room, or else a line up or down.
function spots(name, how, scale) {
  if (name.square) return [above(name.square, how, scale)];
  const free = (name.height - how.height / scale) / 2;
  const aside = Math.min(free, (1.5 * SIZE_PX) / scale);
  const beside = aside > 0 ? [[name.x, name.y - aside], [name.x, name.y + aside]] : [];
  return [[name.x, name.y], ...beside];
}

function around(x, y, how, scale) {
  return {
    left: x * scale - how.width / 2 - SPARE_PX,
    right: x * scale + how.width / 2 + SPARE_PX,
    top: y * scale - how.height / 2 - SPARE_PX,
    bottom: y * scale + how.height / 2 + SPARE_PX,
  };
}

// Where the middle of a lit square's name is, so that it stands over the square, not on it.
function above([x, y, width], how, scale) {
  return [x + width / 2, y - (how.height / 2 + 2 * SPARE_PX + 2) / scale];
}

function meet(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export { SIZE_PX, LINE };
