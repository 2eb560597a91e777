// Given to every page of a preview: loads the page anew when there is another build, shows what is wrong with the content
// over the last good page, and says when the preview has ended. Never part of a published site.
(() => {
  "use strict";
  const script = document.currentScript;
  const build = script.dataset.build;
  const events = new URL("events", script.src);
  events.searchParams.set("page", location.pathname);
  // How long to wait before asking again whether the preview is back, in milliseconds.
  const AGAIN = 500;

  const STYLE = `
    :host { all: initial; }
    section, p.strip { position: fixed; inset: auto 0 0; z-index: 2147483647; box-sizing: border-box; margin: 0;
      color: #f4f4f5; background: #18181b; font: 16px/1.5 system-ui, sans-serif; border-top: 4px solid #f87171; }
    section { max-height: 80vh; overflow: auto; padding: 16px clamp(16px, 4vw, 48px) 24px; box-shadow: 0 -8px 32px #0008; }
    p.strip { padding: 12px clamp(16px, 4vw, 48px); border-top-color: #fbbf24; }
    .head { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; }
    h2 { font-size: 20px; margin: 0; }
    h3 { font-size: 16px; margin: 24px 0 4px; overflow-wrap: anywhere; }
    p { margin: 4px 0; overflow-wrap: anywhere; }
    .code { color: #fca5a5; }
    .quiet, .number { color: #d4d4d8; }
    pre { margin: 4px 0; padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; background: #27272a; font: 14px/1.5 ui-monospace, monospace; }
    mark { color: #18181b; background: #fca5a5; text-decoration: underline; }
    .number { user-select: none; }
    button { font: inherit; color: inherit; background: #3f3f46; border: 1px solid #a1a1aa; border-radius: 4px;
      padding: 4px 12px; cursor: pointer; }
    button:focus-visible, section:focus-visible { outline: 3px solid #fbbf24; outline-offset: -3px; }
    @media print { section, p.strip { display: none; } }`;

  const host = document.createElement("scorpfolio-preview");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  document.documentElement.append(host);

  // What is said is text, never markup.
  function element(name, text, kind) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  const strip = element("p", "", "strip");
  strip.setAttribute("role", "status");
  strip.hidden = true;
  const panel = element("section");
  panel.setAttribute("role", "alert");
  panel.setAttribute("aria-label", "Problems of the content");
  panel.tabIndex = 0;
  panel.hidden = true;
  root.append(panel, strip);

  function say(text) {
    strip.textContent = text;
    strip.hidden = text === "";
  }
  say("");

  let hidden = "";
  let told = "";

  function hide() {
    hidden = told;
    panel.hidden = true;
  }

  function show(state, text) {
    told = text;
    const count = state.problems.length + state.more;
    if (count === 0 || text === hidden) {
      panel.hidden = true;
      if (count === 0) hidden = "";
      return;
    }
    const heading = element("div", undefined, "head");
    const button = element("button", "Hide");
    button.type = "button";
    button.addEventListener("click", hide);
    heading.append(element("h2", count === 1 ? "1 error in the content" : `${count} errors in the content`), button);
    const standing = build === ""
      ? "There is no page to show yet. It appears when the errors are corrected."
      : "The page shows the last build without errors. It reloads when they are corrected.";
    panel.replaceChildren(heading, element("p", standing, "quiet"), ...state.problems.flatMap(problem));
    const rest = [];
    if (state.more > 0) rest.push(`${state.more} more ${state.more === 1 ? "error" : "errors"}`);
    if (state.warnings > 0) rest.push(`${state.warnings} ${state.warnings === 1 ? "warning" : "warnings"}`);
    if (rest.length > 0) panel.append(element("p", `${rest.join(" and ")} in the terminal.`, "quiet"));
    panel.hidden = false;
  }

  function problem({ code, message, places, cure }) {
    const title = element("h3");
    title.append(element("span", `error[${code}] `, "code"), message);
    return [title, ...places.flatMap(place), element("p", `Cure: ${cure}`)];
  }

  function place({ file, line, column, before, marked, after, label }) {
    const shown = [element("p", line > 0 ? `${file}:${line}:${column}` : file, "quiet")];
    if (line > 0) {
      const excerpt = element("pre");
      excerpt.append(element("span", `${line} | `, "number"), before, element("mark", marked), after);
      shown.push(excerpt);
    }
    if (label) shown.push(element("p", label));
    return shown;
  }

  let source;
  let again;

  // A page that nobody sees asks for nothing: a browser has few connections for a server, and all its pages share them.
  function connect() {
    disconnect();
    if (document.visibilityState === "hidden") return;
    source = new EventSource(events);
    source.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      say("");
      if (state.build === build) {
        show(state, data);
      } else {
        disconnect();
        location.reload();
      }
    };
    source.onerror = () => {
      disconnect();
      say("Disconnected: the preview has ended. The page comes back by itself when `scorpfolio serve` runs again.");
      again = setTimeout(connect, AGAIN);
    };
  }

  function disconnect() {
    clearTimeout(again);
    source?.close();
    source = undefined;
  }

  document.addEventListener("visibilitychange", connect);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) connect();
  });
  connect();
})();
