// Single keys of the list of patients: j and k move, c enters a course for who is in front. Off while one types.

const rows = [...document.querySelectorAll("tr[data-row]")];
const types = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select");
const here = () => rows.indexOf(document.activeElement?.closest?.("tr[data-row]"));

document.body.classList.add("has-keys");
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/" && !types(event.target)) {
    document.getElementById("search")?.focus();
  } else if (types(event.target)) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    const next = Math.min(Math.max(here() + (event.key === "j" ? 1 : -1), 0), rows.length - 1);
    rows[next]?.querySelector("[data-open]").focus();
  } else if (event.key === "c") {
    // Of several nobody is meant before one of them is in front.
    const row = rows[here()] ?? (rows.length === 1 ? rows[0] : undefined);
    row?.querySelector("[data-key=c]")?.click();
  } else {
    return;
  }
  event.preventDefault();
});
