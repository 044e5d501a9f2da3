/* After a form came back with mistakes: put the reader at the list of them, and from a link in that
   list straight into the field. Without this script the links still work as plain anchors. */
(function () {
  "use strict";
  const summary = document.querySelector("[data-focus]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", function (event) {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    const selector = "input:not([type=hidden]), select, textarea";
    const control = target.matches(selector) ? target : target.querySelector(selector);
    const fold = target.closest("details");
    if (fold) fold.open = true;
    if (!control) return;
    event.preventDefault();
    const group = target.closest("fieldset, .ks-field") || control;
    group.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
})();
