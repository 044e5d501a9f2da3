/* A form that fetches its results (htmx) and gets no answer, or one that says no: send it as the plain
   form that it is, so that the browser shows what is the matter. */
(function () {
  "use strict";
  function sendPlainly(event) {
    const form = event.detail.elt.closest("form");
    if (form) form.submit();
  }
  for (const name of ["responseError", "sendError", "timeout"]) document.addEventListener(`htmx:${name}`, sendPlainly);
})();
