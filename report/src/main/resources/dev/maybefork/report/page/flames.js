// The flame graph: a canvas, as a recording may have thousands of frames; callers on top.

class Flames {
  static ROW = 20;

  constructor() {
    this.canvas = byId("flames");
    this.found = "";
    this.root = Flames.node(data.flames, null, 0);
    this.zoomed = this.root;
    this.at = this.root;
    this.boxes = [];
    this.legend();
    this.listen();
    redraws.push(() => this.draw());
    this.draw();
    this.say();
  }

  /** A frame as [name, nanos, blocks, called], with its way back. */
  static node([name, nanos, blocks, called], caller, depth) {
    const node = { frame: data.frames[name], nanos, blocks, caller, depth, called: [] };
    node.called = called.map((each) => Flames.node(each, node, depth + 1));
    return node;
  }

  legend() {
    byId("flames-legend").append(
      ...[["program", "the program"], ["jdk", "the JDK"], ["library", "maybeFork"], ["fork", "a fork: its caller above, the body below"]]
        .map(([name, words]) => make("span", "", swatch(name), words)));
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("mousemove", (event) => {
      const node = this.nodeAt(event);
      canvas.style.cursor = node ? "pointer" : "default";
      if (node) showTip(event, make("div", "code", node.frame), make("div", "quiet", this.figures(node)));
      else hideTip();
    });
    canvas.addEventListener("mouseleave", hideTip);
    canvas.addEventListener("click", (event) => {
      const node = this.nodeAt(event);
      if (node) this.zoom(node);
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("focus", () => this.draw());
    canvas.addEventListener("blur", () => this.draw());
    canvas.parentElement.addEventListener("scroll", () => this.draw());
    byId("flames-reset").addEventListener("click", () => this.zoom(this.root));
    byId("flames-search").addEventListener("input", (event) => this.search(event.target.value));
  }

  nodeAt(event) {
    const rect = this.canvas.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const y = event.clientY - rect.top;
    return this.boxes.find((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + Flames.ROW)?.node;
  }

  key(event) {
    const { at } = this;
    const siblings = at.caller ? at.caller.called : [at];
    const to = {
      ArrowUp: at.caller,
      ArrowDown: at.called[0],
      ArrowLeft: siblings[siblings.indexOf(at) - 1],
      ArrowRight: siblings[siblings.indexOf(at) + 1],
    };
    if (event.key === "Enter" || event.key === " ") this.zoom(at);
    else if (event.key === "Escape") this.zoom(this.root);
    else if (!(event.key in to)) return;
    else if (to[event.key]) this.go(to[event.key]);
    event.preventDefault();
  }

  go(node) {
    this.at = node;
    if (!this.isWithin(node)) this.zoomed = node;
    const box = this.canvas.parentElement;
    const y = node.depth * Flames.ROW;
    if (y < box.scrollTop) box.scrollTop = y;
    if (y + Flames.ROW > box.scrollTop + box.clientHeight) box.scrollTop = y + Flames.ROW - box.clientHeight;
    this.draw();
    this.say();
  }

  isWithin(node) {
    for (let each = node; each; each = each.caller) if (each === this.zoomed) return true;
    for (let each = this.zoomed; each; each = each.caller) if (each === node) return true;
    return false;
  }

  zoom(node) {
    this.zoomed = node;
    this.go(node);
  }

  search(words) {
    this.found = words.toLowerCase();
    let nanos = 0;
    const visit = (node) => {
      if (this.matches(node)) nanos += node.nanos; // what it called is in it
      else node.called.forEach(visit);
    };
    if (this.found) visit(this.root);
    byId("flames-found").textContent = this.found ? percent(nanos, this.root.nanos) + " of the blocked time (" + time(nanos) + ") is in such frames" : "";
    this.draw();
  }

  matches(node) {
    return this.found !== "" && node !== this.root && node.frame.toLowerCase().includes(this.found);
  }

  figures(node) {
    return time(node.nanos) + " blocked, " + percent(node.nanos, this.root.nanos) + " of all, " +
      count.format(node.blocks) + (node.blocks === 1 ? " block" : " blocks");
  }

  say() {
    const { at } = this;
    byId("flames-at").replaceChildren(
      this.root.nanos > 0 ? make("span", "code", at.frame) : "", this.root.nanos > 0 ? " — " + this.figures(at) : "No stacks of blocks were recorded.");
  }

  draw() {
    const deep = (node) => Math.max(node.depth, ...node.called.map(deep));
    this.rows ??= deep(this.root) + 1;
    const { context, width, height, scroll } = prepare(this.canvas, this.rows * Flames.ROW);
    context.font = "12px ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace";
    context.textBaseline = "middle";
    const colors = Object.fromEntries(["program", "jdk", "library", "fork"].map((name) => [name, color("flame-" + name)]));
    const paint = { context, colors, ink: color("flame-ink"), page: color("card"), mark: color("mark"), markInk: color("mark-ink"), height };
    this.boxes = [];
    const path = new Set();
    for (let each = this.zoomed.caller; each; each = each.caller) path.add(each);
    const place = (node, x, nodeWidth) => {
      const y = node.depth * Flames.ROW - scroll;
      if (y > height || nodeWidth < 0.5) return;
      if (y + Flames.ROW > 0) this.box(paint, node, x, y, nodeWidth, path.has(node));
      if (path.has(node)) {
        place(node.called.find((each) => path.has(each) || each === this.zoomed), 0, width);
        return;
      }
      let left = x;
      for (const each of node.called) {
        const part = node.nanos > 0 ? (nodeWidth * each.nanos) / node.nanos : 0;
        place(each, left, part);
        left += part;
      }
    };
    place(this.root, 0, width);
  }

  box(paint, node, x, y, width, above) {
    const { context } = paint;
    const found = this.matches(node);
    context.globalAlpha = above ? 0.6 : 1;
    context.fillStyle = found ? paint.mark : paint.colors[node === this.root ? "jdk" : frameClass(node.frame)];
    context.fillRect(x, y, Math.max(0.5, width - 1), Flames.ROW - 1);
    if (width > 40) {
      context.save();
      context.beginPath();
      context.rect(x, y, width - 4, Flames.ROW);
      context.clip();
      context.fillStyle = found ? paint.markInk : paint.ink;
      context.fillText(Flames.short(node.frame, width), Math.max(0, x) + 5, y + Flames.ROW / 2);
      context.restore();
    }
    context.globalAlpha = 1;
    if (node === this.at && document.activeElement === this.canvas) {
      context.strokeStyle = color("accent");
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, Math.max(2, width - 3), Flames.ROW - 3);
    }
    this.boxes.push({ node, x, y, width });
  }

  /** The type and the method, if the package doesn't fit. */
  static short(frame, width) {
    const fits = Math.floor((width - 8) / 7.3);
    return frame.length <= fits ? frame : frame.split(".").slice(-2).join(".");
  }
}
