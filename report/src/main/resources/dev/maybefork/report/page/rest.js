// Hazards with their advice, notes, and the start of all.

function drawHazards() {
  const box = byId("hazards");
  if (data.hazards.length === 0) {
    box.append(make("p", "quiet", data.bodies.used
      ? "No held callers of 20 ms and more, no hand-offs, no limits reached, no pinned threads."
      : "No pinned threads were recorded. Held callers and hand-offs are of programs that use maybeFork."));
    return;
  }
  for (const hazard of data.hazards) {
    const title = make("h3", "", hazard.topic.charAt(0).toUpperCase() + hazard.topic.slice(1) + ": ", make("span", "code", hazard.location));
    const facts = [count.format(hazard.count) + (hazard.count === 1 ? " time" : " times")];
    if (hazard.total > 0) facts.push(time(hazard.total) + " in all");
    if (hazard.longest > 0) facts.push("up to " + time(hazard.longest));
    if (hazard.detail) facts.push(hazard.detail);
    const item = make("article", "hazard", title, make("p", "quiet", facts.join(" · ")), make("p", "", hazard.advice));
    if (hazard.stack >= 0) {
      item.append(make("details", "", make("summary", "", "Stack"), stackList(hazard.stack, 60)));
    }
    box.append(item);
  }
}

function drawNotes() {
  byId("notes").append(...data.notes.map((note) => make("li", "", note)));
}

saySource();
sayBodies();
drawSites();
drawGains();
drawHazards();
drawNotes();
new Flames();
new Timeline();
document.documentElement.dataset.ready = "true"; // all has been drawn
