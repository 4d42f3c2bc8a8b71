// Rows of today's list: one is open at a time, acts happen in it, and what was done stands in its place.

const rows = () => [...document.querySelectorAll("tbody[data-person], tbody.done, tbody.left")];
const rowOf = (element) => element?.closest?.("tbody[data-person], tbody.done, tbody.left");
const openRow = () => document.querySelector("tbody[data-person].is-open");
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

let wanted = "";

function show(row, open) {
  const more = row.querySelector(":scope > tr.opened");
  if (!more) return;
  more.hidden = !open;
  row.classList.toggle("is-open", open);
  row.querySelector("[data-more]")?.setAttribute("aria-expanded", String(open));
  const looking = document.querySelector("#looking [name=open]");
  if (looking && (open || looking.value === row.id.slice(4))) looking.value = open ? row.id.slice(4) : "";
}

function open(row) {
  const before = openRow();
  if (before && before !== row) show(before, false);
  show(row, true);
}

// What was done, or has left, goes once one moves on.
function clear(but) {
  for (const row of document.querySelectorAll("tbody.done, tbody.left, div.done")) {
    if (row === but || row.contains(document.activeElement)) continue;
    if (still()) row.remove();
    else {
      row.classList.add("closing");
      setTimeout(() => row.remove(), 150);
    }
  }
}

function goTo(row) {
  if (!row) return;
  if (row.matches("[data-person]")) open(row);
  (row.querySelector("[data-open], .done-line button") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
  clear(row);
}

function here() {
  return rowOf(document.activeElement) ?? openRow();
}

document.addEventListener("desk:move", ({ detail }) => {
  const all = rows();
  const place = all.indexOf(here());
  goTo(place < 0 ? all[0] : all[Math.min(Math.max(place + detail, 0), all.length - 1)]);
});

document.addEventListener("desk:act", ({ detail }) => {
  const row = here() ?? rows()[0];
  if (!row) return;
  if (row.matches("[data-person]")) open(row);
  const link = row.querySelector(`[data-key="${detail}"]`);
  // Whoever types on before the form is there opens nothing by it.
  link?.focus();
  link?.click();
});

document.addEventListener("click", (event) => {
  const more = event.target.closest?.("[data-more]");
  if (more && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const row = rowOf(more);
    if (row.classList.contains("is-open")) show(row, false);
    else open(row);
  }
  const ask = event.target.closest?.("[data-ask]");
  const act = ask && rowOf(ask).querySelector(`[data-key="${ask.dataset.ask}"]`);
  if (act && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(rowOf(ask));
    act.click();
  }
  const close = event.target.closest?.("[data-close]");
  if (close) {
    const row = rowOf(close);
    close.closest(".act").replaceChildren();
    row.querySelector("[data-open]").focus();
  }
  const focused = event.target.closest?.("[data-focus]");
  if (focused) wanted = focused.dataset.focus;
});

// Enter makes a new line in a note; with Ctrl it sends what was written.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form.inline");
  if (form) form.requestSubmit();
});

// A form that is open already for this act is gone to, not asked for again: what one wrote in it stays.
document.addEventListener("htmx:confirm", (event) => {
  const act = event.target.closest?.("[data-focus]");
  if (act?.classList.contains("htmx-request")) event.preventDefault();
  const form = act && rowOf(act).querySelector(".act form");
  if (form && form.getAttribute("action") === act.getAttribute("href")) {
    event.preventDefault();
    focusIn(form);
  }
});

function focusIn(form) {
  const problem = form.querySelector(".problems");
  const field = form.querySelector(`[name="${wanted}"]:checked, [name="${wanted}"]`);
  (problem ?? field ?? form.querySelector("[type=submit]") ?? form.querySelector("[data-close]")).focus();
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const back = detail.target.closest?.("tbody.done");
  if (back) document.getElementById(back.id.replace("done-", "row-"))?.remove();
});

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  // A form with somebody's words in it is never taken away.
  if (detail.target.querySelector?.(".act form")) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = detail.target.matches?.(".act") && detail.target.querySelector("form");
  if (form) focusIn(form);
  const row = detail.elt;
  if (row?.matches?.("tbody.done")) {
    clear(row);
    (row.querySelector(".done-line button") ?? row).focus();
    // How many people there are now.
    document.getElementById("looking")?.dispatchEvent(new Event("look"));
  } else if (row?.matches?.("tbody[data-person].is-new") && detail.requestConfig?.verb === "post" && !detail.target.id.startsWith("looking")) {
    goTo(row);
  }
});

// The row that the address names is open from the start.
for (const row of rows()) if (row.querySelector("tr.opened:not([hidden])")) show(row, true);
