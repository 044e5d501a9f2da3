/* Shows and wires the print buttons; without scripts a reader prints with the browser's own menu.
   Lists that stand folded per group are printed whole. */
(function () {
  "use strict";
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".ks-provinces details").forEach((list) => { list.open = true; });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
