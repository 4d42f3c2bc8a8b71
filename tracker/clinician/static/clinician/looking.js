// The list looks for what changed, each 20 seconds while somebody can see it, and at once when they come back.

const EVERY = 20_000;
const form = document.getElementById("looking");
let last = Date.now();
let asking = false;

function look() {
  if (document.hidden || asking || Date.now() - last < EVERY) return;
  last = Date.now();
  form.dispatchEvent(new Event("look"));
}

if (form) {
  form.addEventListener("htmx:beforeRequest", () => { asking = true; });
  form.addEventListener("htmx:afterRequest", () => { asking = false; });
  setInterval(look, 1_000);
  document.addEventListener("visibilitychange", look);
}
