// The button that prints: without a script the browser's own menu does.
const row = document.querySelector("[data-print]");
if (row) {
  row.hidden = false;
  row.querySelector("button").addEventListener("click", () => window.print());
}
