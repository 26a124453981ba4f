"use strict";
// What all parts of the page use. Text of the recording reaches the page by textContent, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const count = new Intl.NumberFormat("en");

/** An element with a class, and children: elements, or text. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** Nanoseconds for people, always with the unit. */
function time(nanos) {
  const units = [[1e9 * 3600, "h"], [1e9 * 60, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "µs"]];
  for (const [size, unit] of units) {
    if (nanos >= size) {
      const value = nanos / size;
      return (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)) + " " + unit;
    }
  }
  return Math.round(nanos) + " ns";
}

function percent(part, whole) {
  if (!(whole > 0) || part === 0) return "0 %";
  const value = (100 * part) / whole;
  if (part > 0 && value < 0.1) return "< 0.1 %";
  if (part === whole) return "100 %";
  if (value > 99.9) return "> 99.9 %";
  return (value < 10 ? value.toFixed(1) : value.toFixed(0)) + " %";
}

const JDK = /^(java|javax|jdk|sun|com\.sun)\./;
const LIBRARY = /^dev\.maybefork\.(internal\.|agent\.|[A-Z])/;
const FORK = "(fork)";

function frameClass(frame) {
  if (frame === FORK) return "fork";
  return JDK.test(frame) ? "jdk" : LIBRARY.test(frame) ? "library" : "program";
}

/** The frames of a stack, innermost first; at most so many. */
function stackFrames(index, most = Infinity) {
  return index < 0 ? [] : data.stacks[index].slice(0, most).map((frame) => data.frames[frame]);
}

function stackList(index, most) {
  const frames = stackFrames(index);
  if (frames.length === 0) return make("p", "quiet", "No stack is known.");
  const list = make("ol", "stack");
  for (const frame of frames.slice(0, most)) {
    list.append(make("li", frameClass(frame), frame === FORK ? "— its caller: —" : frame));
  }
  if (frames.length > most) list.append(make("li", "jdk", "… " + (frames.length - most) + " more"));
  return list;
}

const WAYS = {
  FORKED: ["forked", "forked", "forked: its caller went on"],
  HELD: ["held", "held", "held its caller"],
  BLOCKED: ["blocked", "blocked", "blocked its thread"],
  IDLE: ["waits for work", "idle", "a thread that waits for work"],
};

function swatch(color) {
  return make("span", "swatch c-" + color);
}

/** Color of the style sheet, as it is now: light or dark. */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

const redraws = [];
function redraw() {
  for (const draw of redraws) draw();
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("resize", redraw);

/** Sets up a canvas that stays in sight while its box scrolls; returns its context and size. */
function prepare(canvas, height) {
  const box = canvas.parentElement;
  const spacer = box.querySelector(".spacer");
  const width = box.clientWidth;
  const shown = Math.max(40, Math.min(height, 480));
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(shown * ratio);
  canvas.style.height = shown + "px";
  spacer.style.height = Math.max(0, height - shown) + "px";
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, shown);
  return { context, width, height: shown, scroll: box.scrollTop };
}

const tip = byId("tip");
function showTip(event, ...children) {
  tip.replaceChildren(...children);
  tip.hidden = false;
  const rect = tip.getBoundingClientRect();
  const left = Math.min(event.clientX + 14, innerWidth - rect.width - 8);
  const below = event.clientY + 18;
  tip.style.left = Math.max(8, left) + "px";
  tip.style.top = Math.max(8, below + rect.height > innerHeight ? event.clientY - rect.height - 10 : below) + "px";
}
function hideTip() {
  tip.hidden = true;
}
addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
});
