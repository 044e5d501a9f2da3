/* A second click on a submit button does nothing while the first is under way. The buttons are not
   disabled, so the name and value of the pressed one are sent. The server guards too (idempotency key). */
(function () {
  "use strict";
  const RELEASE_AFTER = 10000; // an answer that is a file leaves the page where it is
  const busy = new Map();

  function release(form) {
    clearTimeout(busy.get(form));
    busy.delete(form);
    form.removeAttribute("aria-busy");
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (busy.has(form)) {
      event.preventDefault();
      return;
    }
    busy.set(form, setTimeout(release, RELEASE_AFTER, form));
    form.setAttribute("aria-busy", "true");
  });

  // Back in the browser's history restores the page as it was left: release everything.
  window.addEventListener("pageshow", function () {
    Array.from(busy.keys()).forEach(release);
  });
})();
