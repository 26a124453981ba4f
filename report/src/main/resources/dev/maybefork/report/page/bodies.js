// The first picture: what became of bodies, and of the time of those that forked.

/** A bar of parts: [words, value, color, how to write the value]. Parts of nothing are left out. */
function bar(title, total, parts, write) {
  const shown = parts.filter((part) => part[1] > 0);
  const sum = shown.reduce((all, part) => all + part[1], 0);
  const strip = make("div", "bar");
  const legend = make("ul", "legend");
  for (const [words, value, colorName] of shown) {
    const piece = make("div", "c-" + colorName);
    piece.style.flexGrow = String(value / sum);
    piece.style.flexBasis = "0";
    strip.append(piece);
    const item = make("span", "", swatch(colorName), words + " ", make("b", "", write(value)), " " + percent(value, sum));
    legend.append(make("li", "", item));
  }
  strip.setAttribute("aria-hidden", "true"); // the legend says the same
  return make("div", "", make("div", "bar-title", make("span", "", title), make("span", "quiet", total)), strip, legend);
}

function sayBodies() {
  const { bodies, waits, source } = data;
  const said = byId("bodies-said");
  const bars = byId("bodies-bars");
  const all = bodies.inline + bodies.forked;
  const whole = waits.blocked + waits.held + waits.forked;
  if (bodies.used) {
    said.textContent =
      (bodies.exact || bodies.inline > 0
        ? percent(bodies.inline, all) + " of " + count.format(all) + " bodies ended without blocking, as plain calls. "
        : "") +
      count.format(bodies.forked) + (bodies.forked === 1 ? " body" : " bodies") + " blocked and forked." +
      (waits.judged > 0
        ? " While forked bodies went on, their callers did something else for " + percent(waits.overlapped, waits.judged) + " of the time."
        : "");
    bars.append(
      bar("Bodies", count.format(all) + (bodies.exact ? " in all" : " known of"), [
        ["ended inline", bodies.inline, "inline"],
        ["forked", bodies.forked, "forked"],
      ], count.format));
    if (waits.judged > 0) {
      bars.append(
        bar("The time of forked bodies, from their forks to their ends", time(waits.judged) + " of " + time(waits.forked) + " could be judged", [
          ["overlapped by their callers", waits.overlapped, "overlapped"],
          ["their callers waited", waits.judged - waits.overlapped, "waited"],
        ], time));
    }
  } else {
    byId("bodies-title").textContent = "Where the time went";
    said.textContent = whole === 0 && waits.idle === 0
      ? "Nothing blocked for long enough to be recorded, and maybeFork ran no bodies."
      : "maybeFork ran no bodies here. The program's threads were blocked for " + time(waits.blocked) +
        " in all" + (source.nanos > 0 ? ", in a recording of " + time(source.nanos) : "") + "." +
        (waits.gain > 0 ? " Forking could have saved some " + time(waits.gain) + " of it: a guess, explained below." : "");
  }
  const kinds = Object.entries(waits.byKind).sort((a, b) => b[1] - a[1]);
  if (!bodies.used && whole > 0) {
    bars.append(bar("Time blocked, of all threads", time(waits.blocked), kinds.map(([kind, nanos], i) => [kind, nanos, KIND_COLORS[i % KIND_COLORS.length]]), time));
  }
  const facts = make("ul", "legend");
  const fact = (colorName, words, value) =>
    facts.append(make("li", "", make("span", "", swatch(colorName), words + " ", make("b", "", value))));
  if (bodies.held > 0) fact("held", "blocks that held their caller", count.format(bodies.held) + (waits.held > 0 ? ", " + time(waits.held) + " of the long ones" : ""));
  if (bodies.handedOff > 0) fact("handed", "bodies handed off to another thread", count.format(bodies.handedOff));
  if (bodies.used && waits.blocked > 0) fact("blocked", "blocked outside of bodies", time(waits.blocked));
  if (waits.idle > 0) fact("idle", "threads waited for work, not counted", time(waits.idle));
  const by = Object.entries(bodies.forks).sort((a, b) => b[1] - a[1]).map(([kind, n]) => kind + " " + count.format(n)).join(", ");
  if (by) fact("forked", "forked in", by);
  if (facts.childElementCount > 0) bars.append(facts);
}

const KIND_COLORS = ["blocked", "forked", "inline", "handed", "overlapped", "held", "waited"];

function saySource() {
  const { source } = data;
  if (source.program) {
    byId("program").textContent = source.program;
    document.title = "What blocked in " + source.program;
  }
  const parts = [source.nanos > 0 ? "recorded for " + time(source.nanos) : "recorded", "from " + new Date(source.start).toLocaleString("en-GB")];
  if (source.pid) parts.push("process " + source.pid);
  parts.push(count.format(source.events) + " events in " + source.file);
  if (source.java) parts.push(source.java);
  byId("source").textContent = parts.join(" · ");
}
