// The timeline: a row a thread, the rows of its children below it, forks as branches from one to the other.

class Timeline {
  static TALL = 22;
  static LOW = 13;
  static AXIS = 22;

  constructor() {
    this.canvas = byId("timeline");
    const { lanes, spans, all } = data.timeline;
    this.lanes = lanes.map((lane) => ({ ...lane, spans: [] }));
    this.spans = spans.map(([lane, caller, start, nanos, inline, blocked, site, stack]) =>
      ({ lane, caller, start, nanos, inline, blocked, site, stack, color: this.colorOf(site) }));
    for (const span of this.spans) this.lanes[span.lane].spans.push(span);
    let y = Timeline.AXIS + 4;
    for (const lane of this.lanes) {
      lane.spans.sort((a, b) => a.start - b.start);
      lane.y = y;
      lane.height = lane.child ? Timeline.LOW : Timeline.TALL;
      y += lane.height;
    }
    this.height = y + 8;
    this.end = Math.max(data.source.nanos, 1, ...this.spans.map((span) => span.start + span.nanos));
    this.from = 0;
    this.to = this.end;
    this.at = null;
    this.legend();
    byId("timeline-said").textContent = this.spans.length < all
      ? "A sample: " + count.format(this.spans.length) + " of " + count.format(all) + " blocks are drawn"
      : count.format(all) + (all === 1 ? " block" : " blocks");
    this.listen();
    redraws.push(() => this.draw());
    this.draw();
  }

  colorOf(site) {
    return site < 0 ? "blocked" : WAYS[data.sites[site].way][1];
  }

  legend() {
    byId("timeline-legend").append(
      ...[["forked", "a forked body, blocked"], ["inline", "a body on its caller's time; after the fork: running or waiting for a processor"],
        ["held", "held its caller"], ["blocked", "blocked, not in a body"]]
        .map(([name, words]) => make("span", "", swatch(name), words)));
  }

  get gutter() {
    return Math.min(190, this.canvas.clientWidth * 0.25);
  }

  listen() {
    const { canvas } = this;
    const box = canvas.parentElement;
    let dragged = null;
    canvas.addEventListener("mousedown", (event) => { dragged = event.clientX; });
    addEventListener("mouseup", () => { dragged = null; });
    canvas.addEventListener("mousemove", (event) => {
      if (dragged !== null && event.buttons > 0) {
        hideTip();
        const moved = ((dragged - event.clientX) / (canvas.clientWidth - this.gutter)) * (this.to - this.from);
        dragged = event.clientX;
        this.show(this.from + moved, this.to + moved);
        return;
      }
      const named = this.nameAt(event);
      if (named) {
        showTip(event, named);
        return;
      }
      const span = this.spanAt(event);
      canvas.style.cursor = span ? "pointer" : "grab";
      if (span) showTip(event, ...this.words(span), stackList(span.stack, 14));
      else hideTip();
    });
    canvas.addEventListener("mouseleave", hideTip);
    canvas.addEventListener("click", (event) => this.select(this.spanAt(event)));
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.timeAt(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("focus", () => this.draw());
    canvas.addEventListener("blur", () => this.draw());
    box.addEventListener("scroll", () => this.draw());
    byId("timeline-in").addEventListener("click", () => this.zoom(0.5));
    byId("timeline-out").addEventListener("click", () => this.zoom(2));
    byId("timeline-reset").addEventListener("click", () => this.show(0, this.end));
  }

  timeAt(event) {
    const x = event.clientX - this.canvas.getBoundingClientRect().left - this.gutter;
    return this.from + (Math.max(0, x) / (this.canvas.clientWidth - this.gutter)) * (this.to - this.from);
  }

  x(nanos) {
    return this.gutter + ((nanos - this.from) / (this.to - this.from)) * (this.canvas.clientWidth - this.gutter);
  }

  zoom(factor, around = this.at ? this.at.start : (this.from + this.to) / 2) {
    this.show(around - (around - this.from) * factor, around + (this.to - around) * factor);
  }

  show(from, to) {
    const length = Math.min(this.end, Math.max(2_000, to - from));
    this.from = Math.max(0, Math.min(from, this.end - length));
    this.to = this.from + length;
    this.draw();
  }

  /** The name of the row, beside which it may be cut off. */
  nameAt(event) {
    const rect = this.canvas.getBoundingClientRect();
    if (event.clientX - rect.left >= this.gutter) return null;
    return this.laneAt(event.clientY - rect.top)?.name ?? null;
  }

  laneAt(y) {
    const at = y + this.canvas.parentElement.scrollTop;
    return this.lanes.find((lane) => at >= lane.y && at < lane.y + lane.height);
  }

  spanAt(event) {
    const rect = this.canvas.getBoundingClientRect();
    if (event.clientX - rect.left < this.gutter) return null;
    const lane = this.laneAt(event.clientY - rect.top);
    const at = this.timeAt(event);
    const slack = ((this.to - this.from) / this.canvas.clientWidth) * 3;
    return lane?.spans.findLast((span) => span.start - slack <= at && at <= span.start + span.nanos + slack) ?? null;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key in moves) this.select(this.next(...moves[event.key]));
    else if (event.key === "+" || event.key === "=") this.zoom(0.5);
    else if (event.key === "-" || event.key === "−") this.zoom(2);
    else if (event.key === "0") this.show(0, this.end);
    else return;
    event.preventDefault();
  }

  /** The block beside the selected one in its row, or the nearest one of another row. */
  next(along, across) {
    if (!this.at) return this.lanes.find((lane) => lane.spans.length > 0)?.spans[0] ?? null;
    if (along !== 0) {
      const { spans } = this.lanes[this.at.lane];
      return spans[spans.indexOf(this.at) + along] ?? this.at;
    }
    for (let i = this.at.lane + across; i >= 0 && i < this.lanes.length; i += across) {
      const { spans } = this.lanes[i];
      if (spans.length > 0) {
        const far = (span) => Math.abs(span.start - this.at.start);
        return spans.reduce((near, span) => (far(span) < far(near) ? span : near));
      }
    }
    return this.at;
  }

  select(span) {
    this.at = span;
    if (!span) {
      byId("timeline-at").replaceChildren();
      this.draw();
      return;
    }
    const length = this.to - this.from;
    if (span.start < this.from || span.start > this.to) this.show(span.start - length / 2, span.start + length / 2);
    const lane = this.lanes[span.lane];
    const box = this.canvas.parentElement;
    if (lane.y - Timeline.AXIS < box.scrollTop) box.scrollTop = lane.y - Timeline.AXIS;
    if (lane.y + lane.height > box.scrollTop + box.clientHeight) box.scrollTop = lane.y + lane.height - box.clientHeight;
    this.draw();
    byId("timeline-at").replaceChildren(...this.words(span), stackList(span.stack, 40));
  }

  words(span) {
    const site = data.sites[span.site];
    const name = this.lanes[span.lane].name;
    const place = site ? site.kind + " at " + site.location : "a place that the table leaves out";
    const fork = span.caller >= 0;
    const facts = [fork ? "forked by " + name : name, "at " + time(span.start)];
    if (fork && span.inline > 0) facts.push("after " + time(span.inline) + " on its caller's time");
    if (!fork) facts.push((site?.way === "HELD" ? "held its caller for " : "blocked for ") + time(span.nanos));
    else facts.push(span.nanos > 0 ? "went on for " + time(span.nanos) + ", " + time(span.blocked) + " of it blocked" : "its end was not recorded");
    return [make("p", "code", place), make("p", "quiet", facts.join(" · "))];
  }

  draw() {
    const paint = prepare(this.canvas, this.height);
    const { context, width, height, scroll } = paint;
    paint.colors = Object.fromEntries(["forked", "inline", "held", "blocked", "line", "ink", "quiet", "card", "row", "accent"].map((name) => [name, color(name)]));
    context.font = "12px system-ui, 'Liberation Sans', sans-serif";
    context.textBaseline = "middle";
    for (const lane of this.lanes) this.lane(paint, lane);
    context.save();
    context.beginPath();
    context.rect(this.gutter, Timeline.AXIS, width - this.gutter, height);
    context.clip();
    for (const lane of this.lanes) {
      if (lane.y + 400 < scroll || lane.y > scroll + height + 400) continue;
      for (const span of lane.spans) if (span.start <= this.to && span.start + span.nanos >= this.from) this.span(paint, span, lane);
    }
    context.restore();
    this.axis(paint);
    if (this.spans.length === 0) {
      context.fillStyle = paint.colors.quiet;
      context.fillText("No blocks to draw.", this.gutter + 10, Timeline.AXIS + 12);
    }
  }

  lane({ context, colors, width, scroll }, lane) {
    if (lane.child) return;
    const y = lane.y - scroll;
    context.fillStyle = colors.line;
    context.fillRect(0, y - 1, width, 1);
    context.save();
    context.beginPath();
    context.rect(0, y, this.gutter - 6, lane.height);
    context.clip();
    context.fillStyle = colors.ink;
    context.fillText(lane.name, 8, y + lane.height / 2);
    context.restore();
  }

  span({ context, colors, scroll }, span, lane) {
    const y = lane.y - scroll + 2;
    const tall = lane.height - 4;
    const x = this.x(span.start);
    const width = Math.max(1.5, this.x(span.start + span.nanos) - x);
    if (span.caller >= 0) {
      const caller = this.lanes[span.caller];
      const from = caller.y - scroll + Timeline.TALL / 2;
      context.fillStyle = colors.inline;
      context.fillRect(Math.min(x - 1.5, this.x(span.start - span.inline)), from - 3, Math.max(1.5, x - this.x(span.start - span.inline)), 6);
      context.strokeStyle = colors.forked;
      context.globalAlpha = 0.75;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, from);
      context.bezierCurveTo(x, from + 10, x - 4, y + tall / 2 - 6, x, y + tall / 2);
      context.stroke();
      context.globalAlpha = 1;
      const blocked = span.nanos > 0 ? (width * span.blocked) / span.nanos : width;
      context.fillStyle = colors.forked;
      context.fillRect(x, y, Math.max(1, blocked), tall);
      context.fillStyle = colors.inline;
      context.fillRect(x + blocked, y, Math.max(0, width - blocked), tall);
    } else {
      context.fillStyle = colors[span.color] ?? colors.blocked;
      context.fillRect(x, y, width, tall);
    }
    if (span === this.at) {
      context.strokeStyle = colors.ink;
      context.lineWidth = 2;
      context.strokeRect(x - 2, y - 1, width + 4, tall + 2);
    }
  }

  axis({ context, colors, width }) {
    context.fillStyle = colors.card;
    context.fillRect(0, 0, width, Timeline.AXIS);
    context.fillStyle = colors.line;
    context.fillRect(0, Timeline.AXIS - 1, width, 1);
    const step = Timeline.step((this.to - this.from) / Math.max(2, (width - this.gutter) / 110));
    context.fillStyle = colors.quiet;
    context.fillText("time", 8, Timeline.AXIS / 2);
    for (let at = Math.ceil(this.from / step) * step; at <= this.to; at += step) {
      const x = this.x(at);
      const words = Timeline.tick(at, step);
      context.fillStyle = colors.line;
      context.fillRect(x, Timeline.AXIS - 6, 1, 6);
      context.fillStyle = colors.quiet;
      const wide = context.measureText(words).width;
      if (x + 4 + wide < width) context.fillText(words, x + 4, Timeline.AXIS / 2 - 1);
    }
  }

  static step(least) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
    return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= least);
  }

  /** With as many places as tell one tick from the next. */
  static tick(at, step) {
    const [size, unit] = step >= 1e8 ? [1e9, "s"] : step >= 1e5 ? [1e6, "ms"] : [1e3, "µs"];
    return (at / size).toLocaleString("en", { maximumFractionDigits: step >= size ? 0 : 2 }) + " " + unit;
  }
}
