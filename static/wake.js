// Pages that can be read as they are fetch the engine when their reader first moves, not before.
// A button pressed meanwhile is pressed again when the page answers.
const page = document.documentElement;
const moves = ["pointermove", "pointerdown", "touchstart", "keydown", "focusin", "scroll"];
let pressed = null;

function press(event) {
  const button = event.target.closest?.("#app button");
  if (!button) return;
  pressed = button;
  event.preventDefault();
  event.stopPropagation();
}

function wake() {
  for (const move of moves) removeEventListener(move, wake, true);
  new MutationObserver((_, observer) => {
    observer.disconnect();
    removeEventListener("click", press, true);
    pressed?.click();
  }).observe(page, { attributeFilter: ["data-ready"] });
  import(new URL(document.querySelector("meta[name=engine]").content, document.baseURI));
}

addEventListener("click", press, true);
for (const move of moves) addEventListener(move, wake, { capture: true, passive: true });
if (location.hash.includes("=")) wake();
