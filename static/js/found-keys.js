/* Down goes from the search field to the results and along them, up goes back, Escape to the field. */
document.addEventListener("keydown", function (event) {
  "use strict";
  const field = document.querySelector("main [role=search] input[type=search]");
  const links = Array.from(document.querySelectorAll("#found-here a"));
  const at = links.indexOf(event.target);
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (held || event.isComposing || (at < 0 && event.target !== field)) return;
  let to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1] }[event.key];
  if (at >= 0 && (event.key === "Escape" || (event.key === "ArrowUp" && at === 0))) to = field;
  if (!to) return;
  event.preventDefault();
  to.focus();
});
