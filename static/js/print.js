/* Shows and wires the print buttons; without scripts a reader prints with the browser's own menu. */
(function () {
  "use strict";
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
