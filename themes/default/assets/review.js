// A review as slides: the same page, one section at a time, as large as the screen allows. The facilitator's countdown
// starts when somebody starts it. The address follows, so that a reload stays where it was.

const slides = all("main > .band, .slots > .band");
const opening = document.querySelector(".opening");
const idOf = (slide) => slide.id || slide.querySelector("h2").id;
const nameOf = (slide) => words(slide.querySelector("h2"));
const minutesOf = (slide) => parseInt(document.querySelector(`.agenda a[href$="#${idOf(slide)}"]`)?.closest("tr").cells[2].textContent) || 10;
const clocks = new Map(slides.map((slide) => [slide, { spent: 0, since: 0 }]));
let at = -1;

const place = make("p", { role: "status" });
const next = make("p", { className: "to" });
const clock = make("p", { className: "clock", role: "timer" });
const start = button("", () => startOrPause());
const stop = button("", () => resetClock(), "Reset");
const controls = [
  [() => go(at - 1), "←", "Slide before"],
  [() => go(at + 1), "→", "Next slide"],
  [() => leave(), "Leave", "Leave the slides"],
].map(([act, text, label]) => Object.assign(button("", act, text), { ariaLabel: label }));
const bar = make("div", { className: "bar", role: "group", ariaLabel: "Slides" }, place, next, clock, start, stop, ...controls);

const spentOf = ({ spent, since }) => spent + (since && Date.now() - since);
const tick = () => {
  if (at < 0) return;
  const own = clocks.get(slides[at]);
  const left = Math.ceil(minutesOf(slides[at]) * 60 - spentOf(own) / 1000);
  const seconds = Math.abs(left);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const text = left < 0 ? `+${time} over` : time;
  if (clock.textContent !== text) clock.textContent = text;
  clock.classList.toggle("spent", left < 0);
  if (left <= 0 && own.since && !own.isTold) {
    own.isTold = true;
    say("Time is up");
  }
  start.textContent = own.since ? "Pause" : own.spent ? "Continue" : "Start";
  stop.hidden = !own.since && !own.spent;
};
const startOrPause = () => {
  const own = clocks.get(slides[at]);
  [own.spent, own.since] = own.since ? [spentOf(own), 0] : [own.spent, Date.now()];
  tick();
};
const resetClock = () => {
  clocks.set(slides[at], { spent: 0, since: 0 });
  tick();
};

// As large as a slide fits, and never smaller than what can be read across a room: then it scrolls.
const fit = () => {
  const page = document.documentElement;
  const least = Math.max(16, innerHeight / 45);
  let size = Math.max(least, Math.min(innerHeight / 30, innerWidth / 50));
  const set = () => page.style.setProperty("--fit", `${size}px`);
  for (set(); size > least && page.scrollHeight > innerHeight; set()) size = Math.max(least, size - 1);
};
const go = (to) => {
  at = Math.min(Math.max(to, 0), slides.length - 1);
  document.documentElement.classList.add("slides");
  slides.forEach((slide, index) => slide.classList.toggle("now", index === at));
  opening.classList.toggle("now", at === 0);
  place.textContent = `${at + 1} / ${slides.length}`;
  place.ariaLabel = `Slide ${at + 1} of ${slides.length}: ${nameOf(slides[at])}`;
  next.textContent = slides[at + 1] ? `Next: ${nameOf(slides[at + 1])}` : "The last one";
  controls[0].disabled = at === 0;
  controls[1].disabled = at === slides.length - 1;
  document.body.append(bar);
  note.before(bar);
  history.replaceState(null, "", `#present=${idOf(slides[at])}`);
  tick();
  fit();
  scrollTo(0, 0);
};
const leave = () => {
  const slide = slides[at];
  at = -1;
  document.documentElement.classList.remove("slides");
  bar.remove();
  history.replaceState(null, "", `#${idOf(slide)}`);
  slide.scrollIntoView();
  present.focus({ preventScroll: true });
};
const follow = () => {
  const id = location.hash.match(/^#present=(.*)/)?.[1];
  const found = slides.findIndex((slide) => idOf(slide) === id);
  if (id !== undefined) go(found);
};

// A slide that is longer than the screen is read to its end before the next one comes.
const page = (way) => {
  const { scrollTop, scrollHeight } = document.documentElement;
  const isAtEnd = way > 0 ? scrollTop + innerHeight >= scrollHeight - 2 : scrollTop <= 0;
  if (isAtEnd) go(at + way);
  else scrollBy(0, way * innerHeight * 0.8);
};
const keysOfSlides = {
  ArrowRight: () => go(at + 1),
  ArrowLeft: () => go(at - 1),
  ArrowDown: () => page(1),
  ArrowUp: () => page(-1),
  PageDown: () => page(1),
  PageUp: () => page(-1),
  Home: () => go(0),
  End: () => go(slides.length - 1),
  Escape: () => leave(),
  c: () => startOrPause(),
  r: () => resetClock(),
};
const present = button("tool", () => go(0), "Present ", make("kbd", {}, "p"));
opening.append(present);
addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  if (at < 0) {
    if (event.key === "p") go(0);
    return;
  }
  const isSpace = event.key === " " && !event.target.closest("button, summary");
  const act = isSpace ? () => page(event.shiftKey ? -1 : 1) : keysOfSlides[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
addEventListener("hashchange", follow);
addEventListener("resize", () => at >= 0 && fit());
setInterval(tick, 250);
follow();
