/* The arrow keys go to the previous and the next item; the links do the same without this. */
(function () {
  "use strict";
  const typing = "input, select, textarea, summary, [contenteditable]";
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(typing)) return;
    const link = document.querySelector(`[data-arrow="${CSS.escape(event.key)}"]`);
    if (link) link.click();
  });
})();
