/* The arrow keys do what the links to the previous and the next item do. */
document.addEventListener("keydown", function (event) {
  "use strict";
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (way && !held && !event.target.closest("input, select, textarea")) document.querySelector(`a[rel="${way}"]`)?.click();
});
