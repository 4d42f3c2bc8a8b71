// Entering a course: keys, the arrows of the grid, and what is drawn anew as one types. Without it the buttons do all.

const form = document.getElementById("entry");
const said = document.getElementById("said");
const works = !document.querySelector("script[data-no-keys]");
const types = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select");

function press(selector) {
  form.querySelector(selector)?.click();
}

if (works) {
  document.body.classList.add("has-keys");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(form.querySelector("#sign") ? "#sign" : "#check");
    else if (event.ctrlKey || event.metaKey || types(event.target)) return;
    else if (event.key === "l") press("[data-key=l]");
    else if (event.key === "m") form.querySelector("[name=medicine]").focus();
    else if (event.key === "/") document.getElementById("search")?.focus();
    else return;
    event.preventDefault();
  });
}

// Up and down in the grid, as in any table that one types into.
form.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const cell = step && event.target.closest?.(".grid td, .grid th");
  if (!cell) return;
  const rows = [...cell.closest("table").rows];
  const next = rows[rows.indexOf(cell.parentElement) + step]?.cells[cell.cellIndex]?.querySelector("input");
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

// What is the same stays, and so does a part that somebody types in: it is drawn anew once they have left it.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const fresh = detail.fragment.firstElementChild;
  const within = document.activeElement;
  const typing = detail.target.contains(within) && types(within);
  if (typing || fresh?.isEqualNode(detail.target)) detail.shouldSwap = false;
});

function tell(sentence, address) {
  said.textContent = sentence;
  if (!sentence || !address) return;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "Sign in again";
  said.append(" ", link);
}

form.addEventListener("htmx:afterRequest", ({ detail }) => {
  // It never came back: told below.
  if (detail.xhr.status === 0) return;
  const came = new URL(detail.xhr.responseURL || location.href, location.href);
  if (came.pathname !== location.pathname) tell("You are signed out. What you typed is kept as your draft.", location.href);
  else if (detail.xhr.status >= 400) tell("What you typed last could not be kept. Stay on this page; it is tried again as you type.");
  else tell("");
});
form.addEventListener("htmx:sendError", () => tell("No connection: what you type is not kept for now. Stay on this page."));
