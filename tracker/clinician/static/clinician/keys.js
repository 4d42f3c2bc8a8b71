// Single keys of the worklist. Off while one types, with a modifier, in a dialog, and for whoever switched them off.

const ACTS = new Set(["a", "n", "r", "s", "z", "p", "c"]);
const works = !document.querySelector("script[data-no-keys]");
const dialog = document.getElementById("keys");

function types(element) {
  return element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

if (works) {
  document.body.classList.add("has-keys");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (types(event.target) || dialog?.open) return;
    const key = event.key;
    if (key === "j" || key === "k") tell("desk:move", key === "j" ? 1 : -1);
    else if (ACTS.has(key)) tell("desk:act", key);
    else if (key === "/") document.getElementById("search")?.focus();
    else if (key === "?") dialog?.showModal();
    else return;
    event.preventDefault();
  });
}

document.querySelector("[data-keys]")?.addEventListener("click", (event) => {
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});
