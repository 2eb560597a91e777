// A review as slides: the same page, one section at a time, as large as the screen allows. The facilitator's countdown
// starts when somebody starts it. The address follows, so that a reload stays where it was.

const slides = all("main > .band, .slots > .band");
const opening = one(".opening");
const page = document.documentElement;
const headOf = (slide) => one("h2", slide);
const idOf = (slide) => slide.id || headOf(slide).id;
const rowOf = (slide) => one(`.agenda a[href$="#${idOf(slide)}"]`)?.closest("tr");
const clocks = slides.map((slide) => ({ minutes: parseInt(rowOf(slide)?.cells[2].textContent) || 10, spent: 0 }));
let at = -1;

const place = make("p", { role: "status" });
const next = make("p", { className: "to" });
const clock = make("p", { className: "clock", role: "timer" });
const start = button("", () => run(!clocks[at].since));
const stop = button("", () => run(false, 0), "words.script.reset");
const turn = (act, text, ariaLabel) => Object.assign(button("", act, text), { ariaLabel });
const bar = make(
  "div",
  { className: "bar", role: "group", ariaLabel: "words.script.slides" },
  ...[place, next, clock, start, stop],
  turn(() => go(at - 1), "←", "words.script.slide_before"),
  turn(() => go(at + 1), "→", "words.script.slide_after"),
  button("", () => leave(), "words.script.leave"),
);

const spentOf = ({ spent, since }) => spent + (since ? Date.now() - since : 0);
const tick = () => {
  const own = clocks[at];
  if (!own) return;
  const left = Math.ceil(own.minutes * 60 - spentOf(own) / 1000);
  const seconds = Math.abs(left);
  const time = `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, 0)}`;
  clock.textContent = left < 0 ? fill("words.script.over", { time }) : time;
  if (left === 0 && own.since && note.textContent === "") say("words.script.time_is_up");
  start.textContent = own.since ? "words.script.pause" : own.spent ? "words.script.continue" : "words.script.start";
  stop.hidden = !own.since && !own.spent;
};
const run = (isRunning, spent = spentOf(clocks[at])) => {
  Object.assign(clocks[at], { spent, since: isRunning && Date.now() });
  tick();
};

// As large as a slide fits, and never smaller than what can be read across a room: then it scrolls.
const fit = () => {
  const least = Math.max(14, innerHeight / 48);
  let size = innerHeight / 28;
  do page.style.setProperty("--fit", `${size}px`);
  while (page.scrollHeight > innerHeight && (size *= 0.96) > least);
};
const go = (to) => {
  at = Math.min(Math.max(to, 0), slides.length - 1);
  page.classList.add("slides");
  slides.forEach((slide, index) => slide.classList.toggle("now", index === at));
  opening.classList.toggle("now", !at);
  place.textContent = `${at + 1} / ${slides.length}`;
  next.textContent = slides[at + 1] ? fill("words.script.next", { heading: words(headOf(slides[at + 1])) }) : "words.script.last";
  if (!bar.isConnected) dialog.before(bar);
  putAddress(`#present=${idOf(slides[at])}`);
  tick();
  fit();
  scrollTo(0, 0);
};
const leave = () => {
  const slide = slides[at];
  at = -1;
  page.classList.remove("slides");
  bar.remove();
  putAddress(`#${idOf(slide)}`);
  slide.scrollIntoView();
};
const follow = () => {
  const [, id] = location.hash.split("#present=");
  if (id) go(slides.findIndex((slide) => idOf(slide) === id));
};

// A slide that is longer than the screen is read to its end before the next one comes.
const read = (way) => {
  const isAtEnd = way > 0 ? scrollY + innerHeight > page.scrollHeight - 2 : scrollY <= 0;
  if (isAtEnd) go(at + way);
  else scrollBy(0, way * innerHeight * 0.8);
};
const keys = {
  ArrowRight: () => go(at + 1),
  ArrowLeft: () => go(at - 1),
  ArrowDown: () => read(1),
  ArrowUp: () => read(-1),
  PageDown: () => read(1),
  PageUp: () => read(-1),
  Home: () => go(0),
  End: () => go(slides.length),
  Escape: leave,
  c: () => run(!clocks[at].since),
  r: () => run(false, 0),
};
onKey(({ key, shiftKey, target }) => {
  if (at < 0) return key === "p" && !go(0);
  const isSpace = key === " " && !target.closest("button");
  const act = isSpace ? () => read(shiftKey ? -1 : 1) : keys[key];
  return act && !act();
});
opening.append(button("made", () => go(0), "words.script.present", " ", make("kbd", {}, "p")));
addEventListener("hashchange", follow);
addEventListener("resize", () => at < 0 || fit());
setInterval(tick, 250);
follow();
