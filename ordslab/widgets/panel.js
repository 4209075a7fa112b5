// The page's side of every ordslab widget: show the regions that the kernel writes, send back what was done in them.
// Secrets come and go as messages; the model, which notebooks save, never holds one.

const REVEAL_SECONDS = 6;
const SPOKEN = { trouble: "alert", outcome: "status" }; // regions that a screen reader reads out when they change

function render({ model, el }) {
  const view = Math.random().toString(36).slice(2);
  const parts = new Map(); // name of a region -> its element
  const chosen = new Map(); // label of a row of tabs -> the tab that was chosen
  const wait = document.createElement("p"); // shown while the kernel waits for ORDS
  const left = document.createElement("b");
  let timer, working, waiting;

  el.classList.add("ordslab");
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", model.get("label"));
  const news = document.createElement("div"); // what a screen reader hears
  news.className = "news";
  news.setAttribute("role", "status");
  wait.className = "note waiting";
  wait.hidden = true;
  el.append(wait, news);
  const say = (text) => (news.textContent = text);

  function draw() {
    const regions = model.get("regions");
    for (const [name, part] of parts) {
      if (!(name in regions)) part.remove(), parts.delete(name);
    }
    for (const [name, html] of Object.entries(regions)) {
      let part = parts.get(name);
      if (!part) {
        part = document.createElement("div");
        part.dataset.region = name;
        if (name in SPOKEN) part.setAttribute("role", SPOKEN[name]);
        parts.set(name, part);
        el.insertBefore(part, wait); // once: what is moved loses its focus
      }
      if (part.written !== html) replace(part, html);
    }
    tick();
  }

  function replace(part, html) {
    const focused = part.contains(document.activeElement) && document.activeElement.dataset.key;
    part.innerHTML = part.written = html;
    for (const row of part.querySelectorAll('[role="tablist"]')) {
      const tabs = [...row.querySelectorAll('[role="tab"]')];
      choose(tabs.find((tab) => tab.dataset.tab === chosen.get(row.ariaLabel)) ?? tabs[0]);
    }
    if (focused) part.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // Tabs

  function choose(tab) {
    const row = tab.closest('[role="tablist"]');
    chosen.set(row.ariaLabel, tab.dataset.tab);
    for (const each of row.querySelectorAll('[role="tab"]')) {
      each.ariaSelected = String(each === tab);
      each.tabIndex = each === tab ? 0 : -1;
    }
    for (const page of row.parentElement.children) {
      if (page !== row) page.hidden = page.dataset.tab !== tab.dataset.tab;
    }
  }

  function moveAmongTabs(event, tab) {
    const tabs = [...tab.parentElement.children];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const index = { Home: 0, End: tabs.length - 1 }[event.key] ?? tabs.indexOf(tab) + step;
    if (Number.isNaN(index)) return;
    const next = tabs[(index + tabs.length) % tabs.length];
    event.preventDefault();
    choose(next);
    next.focus();
  }

  // What a person does

  function run(target, what = target.dataset.do) {
    const form = target.closest("form");
    const values = form ? Object.fromEntries(new FormData(form)) : {};
    working = setTimeout(() => el.setAttribute("aria-busy", "true"), 300);
    model.send({ do: what, with: { ...values, ...JSON.parse(target.dataset.with ?? "{}") }, view });
  }

  async function copy(button) {
    const text = button.parentElement.querySelector("[data-copyable]").textContent;
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
      button.textContent = "Copied";
    } catch {
      say("This browser does not let pages copy: select the text instead.");
      button.textContent = "Select it instead";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }

  el.addEventListener("click", (event) => {
    const target = event.target.closest("[data-do], [data-copy], [role=tab]");
    if (!target || !el.contains(target)) return;
    if (target.role === "tab") choose(target);
    else if ("copy" in target.dataset) copy(target);
    else run(target);
  });
  el.addEventListener("change", ({ target }) => target.dataset.change && run(target, target.dataset.change));
  el.addEventListener("submit", (event) => event.preventDefault());
  el.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.role === "tab") return moveAmongTabs(event, target);
    const isDrawn = target instanceof SVGElement && (key === "Enter" || key === " ");
    const isTyped = target.localName === "input" && key === "Enter"; // by itself it sends no form in JupyterLab
    const isKey = !event.ctrlKey && !event.metaKey && !event.altKey && !target.matches("input, select, textarea");
    const lettered = isKey && el.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    const meant = isDrawn ? target : isTyped ? target.form?.querySelector("[type=submit]") : lettered;
    if (!meant) return;
    event.preventDefault();
    run(meant);
  });

  // A letter or Enter in a panel is no shortcut of the notebook; Ctrl+S still saves it. JupyterLab looks at the attribute
  // when the key reaches the document, so it is set before.
  function guard(event) {
    if (el.contains(event.target)) {
      el.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey));
    }
  }

  // What the kernel says

  function received(message) {
    if (message.view === view && "reveal" in message) reveal(message.reveal);
    if (message.view === view && "wait" in message) waitFor(message.wait, message.cache);
    if (message.done === view) {
      waitFor(0);
      clearTimeout(working);
      el.removeAttribute("aria-busy");
    }
  }

  function reveal(text) {
    const place = el.querySelector("[data-reveal]");
    if (!place) return;
    const mask = place.dataset.reveal;
    place.textContent = text;
    setTimeout(() => (place.textContent = mask), REVEAL_SECONDS * 1000);
  }

  // The countdown: it runs here, the kernel has nothing to do for it. One timer, and none when nothing is counted.

  function tick() {
    let counting = false;
    for (const part of el.querySelectorAll("[data-deadline]")) {
      const left = Number(part.dataset.deadline) - Date.now() / 1000;
      if (left > 0) counting = true;
      else if (part.dataset.over !== "true") say("The token has expired.");
      part.dataset.over = String(left <= 0);
      for (const each of part.querySelectorAll("[data-left]")) each.textContent = words(left);
      for (const each of part.querySelectorAll("progress")) each.value = Math.max(left, 0);
    }
    if (counting) timer ??= setInterval(tick, 1000);
    else timer = clearInterval(timer);
  }

  // ORDS sees a commit some seconds later, and the kernel waits for that before it calls.

  function waitFor(seconds, cache) {
    clearInterval(waiting);
    wait.hidden = seconds <= 0;
    if (wait.hidden) return;
    const until = performance.now() + seconds * 1000;
    const show = () => (left.textContent = words((until - performance.now()) / 1000));
    wait.replaceChildren(`ORDS may go by older metadata for up to ${cache} s: waiting until it sees your commit, `, left);
    say(wait.textContent + words(seconds));
    waiting = setInterval(show, 1000);
    show();
  }

  function words(left) {
    const seconds = Math.max(Math.ceil(left), 0);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
    if (hours) return `${hours} h ${minutes} min`;
    return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  }

  window.addEventListener("keydown", guard, { capture: true });
  model.on("change:regions", draw);
  model.on("msg:custom", received);
  draw();
  return () => {
    clearInterval(timer);
    clearInterval(waiting);
    window.removeEventListener("keydown", guard, { capture: true });
    model.off("change:regions", draw);
    model.off("msg:custom", received);
  };
}

export default { render };
