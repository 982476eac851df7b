// Which part of the plan is shown: by buttons, keys, wheel, pinch and drag. Metres of the drawing.

const STEP = 1.5;
const NEAREST_M = 20;
const MOVE = 0.15;
const BUTTONS_PX = 60; // the lower edge, where the buttons are: no part of the level hides there

export class View {
  // `changed` is called after each change of what is shown.
  constructor(viewport, svg, changed) {
    this.viewport = viewport;
    this.svg = svg;
    this.changed = changed;
    this.whole = { x: 0, y: 0, width: 100, height: 100 };
    this.box = { ...this.whole };
    this.fingers = new Map();
    this.#listen();
  }

  // Pixels a metre.
  get scale() {
    return this.viewport.clientWidth / this.box.width;
  }

  // Takes the rectangle of a level and shows all of it.
  fit(box) {
    this.level = box;
    this.reset();
  }

  // As wide as the viewport is in shape, so that a metre is as long both ways.
  reset() {
    if (!this.level) return;
    const { x, y, width, height } = this.level;
    const right = Math.max(1, this.viewport.clientWidth);
    const down = Math.max(1, this.viewport.clientHeight);
    const free = Math.max(1, down - BUTTONS_PX);
    const scale = Math.min(right / width, free / height);
    this.whole = {
      x: x - (right / scale - width) / 2,
      y: y - (free / scale - height) / 2,
      width: right / scale,
      height: down / scale,
    };
    this.#show({ ...this.whole });
  }

  // Shows about so many metres around a spot, where all of the level would be too small to read.
  near(x, y, across) {
    const width = Math.min(this.whole.width, across);
    const height = width * this.whole.height / this.whole.width;
    this.#show({ x: x - width / 2, y: y - height / 2, width, height });
  }

  zoom(factor, at = null) {
    const spot = at ?? { x: this.box.x + this.box.width / 2, y: this.box.y + this.box.height / 2 };
    const width = Math.min(this.whole.width, Math.max(NEAREST_M, this.box.width / factor));
    const kept = width / this.box.width;
    this.#show({
      x: spot.x - (spot.x - this.box.x) * kept,
      y: spot.y - (spot.y - this.box.y) * kept,
      width,
      height: this.box.height * kept,
    });
  }

  move(right, down) {
    this.#show({ ...this.box, x: this.box.x + right, y: this.box.y + down });
  }

  #show(box) {
    const { whole } = this;
    box.x = Math.min(Math.max(box.x, whole.x), whole.x + whole.width - box.width);
    box.y = Math.min(Math.max(box.y, whole.y), whole.y + whole.height - box.height);
    this.box = box;
    this.svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    // While all is shown a finger scrolls the page; once inside, it moves the plan.
    this.viewport.classList.toggle("inside", box.width < whole.width - 0.01);
    this.changed();
  }

  #at(event) {
    const edge = this.viewport.getBoundingClientRect();
    return {
      x: this.box.x + (event.clientX - edge.left) / this.scale,
      y: this.box.y + (event.clientY - edge.top) / this.scale,
    };
  }

  #listen() {
    const on = (name, act, options) => this.viewport.addEventListener(name, act, options);
    on("keydown", (event) => this.#key(event));
    on("wheel", (event) => {
      // A pinch on a touch pad comes as a wheel with Control; a plain wheel scrolls the page.
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 100), this.#at(event));
    }, { passive: false });
    on("pointerdown", (event) => this.fingers.set(event.pointerId, event));
    on("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      on(end, (event) => this.fingers.delete(event.pointerId));
    }
    new ResizeObserver(() => this.reset()).observe(this.viewport);
  }

  #key(event) {
    const { width, height } = this.box;
    const acts = {
      ArrowLeft: () => this.move(-width * MOVE, 0),
      ArrowRight: () => this.move(width * MOVE, 0),
      ArrowUp: () => this.move(0, -height * MOVE),
      ArrowDown: () => this.move(0, height * MOVE),
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.reset(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  }

  #drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    this.fingers.set(event.pointerId, event);
    const [other] = [...this.fingers.values()].filter((one) => one.pointerId !== event.pointerId);
    if (other) {
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
      this.zoom(apart(event) / Math.max(1, apart(before)), this.#at(middle));
    } else {
      this.move((before.clientX - event.clientX) / this.scale, (before.clientY - event.clientY) / this.scale);
    }
  }
}

export const ZOOM_STEP = STEP;
