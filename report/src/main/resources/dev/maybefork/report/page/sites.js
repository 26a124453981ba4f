// The tables of sites. Both are made of rows that can be opened for an example of a stack.

/** A table whose heads sort: columns are [head, class, value to sort by, cell]. */
function sortable(table, caption, columns, sortedBy, rows, most) {
  let column = sortedBy;
  let descending = true;
  let limit = most;
  const head = make("tr");
  columns.forEach(([words, className], i) => {
    const button = make("button", "", words);
    button.type = "button";
    button.addEventListener("click", () => {
      descending = column === i ? !descending : typeof columns[i][2](rows()[0] ?? {}) === "number";
      column = i;
      draw();
    });
    const cell = make("th", className, button);
    cell.scope = "col";
    head.append(cell);
  });
  const body = make("tbody");
  table.append(make("caption", "skip", caption), make("thead", "", head), body);

  function draw() {
    [...head.children].forEach((cell, i) => {
      if (i === column) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    const key = columns[column][2];
    const sorted = [...rows()].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
    });
    body.replaceChildren(...sorted.slice(0, limit).map((row) => rowOf(row, columns)));
    return sorted.length;
  }
  return { draw, showAll: () => { limit = Infinity; draw(); }, limit: () => limit };
}

function rowOf(site, columns) {
  const row = make("tr");
  const [inside, short] = parted(site.location);
  const button = make("button", "code", short);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      row.nextSibling.remove();
    } else {
      const cell = make("td", "", make("p", "quiet", describe(site)), stackList(site.stack, 60));
      cell.colSpan = columns.length;
      row.after(make("tr", "detail", cell));
    }
  });
  row.append(make("td", "where", button, inside ? make("div", "package", inside) : ""));
  for (const [, className, , cell] of columns.slice(1)) row.append(make("td", className, cell(site)));
  return row;
}

/** The package, and the rest: the part that one looks for. */
function parted(location) {
  const match = /^((?:in a body of )?)((?:[a-z_][\w]*\.)+)(\S+)$/.exec(location);
  return match ? [match[2].slice(0, -1), match[1] + match[3]] : ["", location];
}

function describe(site) {
  const parts = [site.kind + ", " + WAYS[site.way][2], "in " + count.format(site.threads) + (site.threads === 1 ? " thread" : " threads")];
  if (site.timed < site.count) parts.push("how long is known of " + count.format(site.timed) + " of " + count.format(site.count));
  if (site.quick >= 0) parts.push(percent(site.quick, site.count) + " took under 20 µs, so as good as did not block");
  return parts.join("; ") + ". The stack of the longest:";
}

function meter(part, whole, colorName) {
  const fill = make("div", "c-" + colorName);
  fill.style.width = (whole > 0 ? Math.max(1, (100 * part) / whole) : 0) + "%";
  const box = make("div", "meter", fill);
  box.setAttribute("aria-hidden", "true");
  return box;
}

function way(site) {
  return make("span", "tag", swatch(WAYS[site.way][1]), WAYS[site.way][0]);
}

function overlapped(site) {
  if (site.way === "FORKED") {
    return site.judged > 0
      ? make("span", "", percent(site.overlapped, site.judged), meter(site.overlapped, site.judged, "overlapped"))
      : make("span", "quiet", "not known");
  }
  return make("span", "quiet", site.way === "IDLE" ? "–" : "nothing");
}

function drawSites() {
  const longest = Math.max(...data.sites.map((site) => (site.way === "IDLE" ? 0 : site.total)), 1);
  const filter = byId("sites-filter");
  const idle = byId("sites-idle");
  const more = byId("sites-more");
  const rows = () => {
    const words = filter.value.toLowerCase();
    return data.sites.filter((site) =>
      (idle.checked || site.way !== "IDLE") &&
      (site.location + " " + site.kind + " " + WAYS[site.way][0]).toLowerCase().includes(words));
  };
  const known = (site, nanos) => (site.timed > 0 ? time(nanos) : "?");
  const bodies = data.sites.some((site) => site.way === "FORKED" || site.way === "HELD");
  const columns = [
    ["Where", "", (site) => site.location],
    ["Waits for", "", (site) => site.kind, (site) => site.kind],
    ["What happened", "", (site) => site.way, way],
    ["Count", "num", (site) => site.count, (site) => count.format(site.count)],
    ["In all", "num", (site) => site.total, (site) => make("span", "", known(site, site.total), meter(site.total, longest, WAYS[site.way][1]))],
    ["Median", "num", (site) => site.p50, (site) => known(site, site.p50)],
    ["99 %", "num", (site) => site.p99, (site) => known(site, site.p99)],
    ["Longest", "num", (site) => site.longest, (site) => known(site, site.longest)],
    ["Overlapped", "num", (site) => (site.judged > 0 ? site.overlapped / site.judged : -1), overlapped],
    ["Threads", "num", (site) => site.threads, (site) => count.format(site.threads)],
  ].filter(([name]) => bodies ? name !== "Threads" : name !== "Overlapped" && name !== "What happened");
  const table = sortable(byId("sites"), "Sites that block", columns, columns.findIndex(([name]) => name === "In all"), rows, 15);
  const draw = () => {
    const shown = table.draw();
    more.hidden = shown <= table.limit();
    more.textContent = "Show all " + count.format(shown) + " sites";
    byId("sites-said").textContent = shown === 0 ? "No site to show" : count.format(shown) + (shown === 1 ? " site" : " sites");
  };
  more.addEventListener("click", () => { table.showAll(); draw(); byId("sites-title").focus(); });
  filter.addEventListener("input", draw);
  idle.addEventListener("change", draw);
  draw();
}

function drawGains() {
  const sites = data.sites.filter((site) => site.way === "BLOCKED" && (site.gain > 0 || site.kind === "SOCKET" || site.kind === "FILE"));
  const said = byId("gains-said");
  if (sites.length === 0) {
    byId("gains").remove();
    said.textContent = data.bodies.used
      ? "No reads or writes outside of bodies took long enough to be recorded, so there is nothing more to fork."
      : "No reads or writes took long enough to be recorded. Waits for locks and other threads would not end sooner if they forked.";
    return;
  }
  const most = " What a site blocked in all is the most that it could ever save. Waits for locks, futures and sleeps get no guess: they would not end sooner.";
  said.textContent = data.waits.gain > 0
    ? "Forking could have saved some " + time(data.waits.gain) + ". That is a guess: reads and writes that one thread does one right after the other," +
      " from one method, could be waited for together, and all but the longest is counted as saved; what goes to one file or one client's connection counts as one." +
      " It is true only if they don't need each other's results." + most
    : "No saving can be guessed: no reads or writes that could go together came one right after the other, on one thread and from one method." + most;
  const longest = Math.max(...sites.map((site) => site.gain), 1);
  sortable(byId("gains"), "Sites by what forking could save", [
    ["Where", "", (site) => site.location],
    ["Waits for", "", (site) => site.kind, (site) => site.kind],
    ["Count", "num", (site) => site.count, (site) => count.format(site.count)],
    ["Blocked in all: at most", "num", (site) => site.total, (site) => time(site.total)],
    ["Saved: a guess", "num", (site) => site.gain + site.total / 1e12, (site) => site.gain > 0
      ? make("span", "", time(site.gain), meter(site.gain, longest, "gain")) : make("span", "quiet", "no guess")],
  ], 4, () => sites, 12).draw();
}
