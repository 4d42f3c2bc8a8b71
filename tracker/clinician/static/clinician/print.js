// The button that prints a page is there where a browser can print.
const button = document.getElementById("print");
if (button && "print" in window) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
