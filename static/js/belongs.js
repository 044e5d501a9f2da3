/* [data-belongs-to] is a field that belongs to an answer to choose: the name of the question, with the
   keys of the answers in data-belongs-keys. It folds away until one is chosen; what was written in it
   never does. Without scripts it stands open. */
(function () {
  "use strict";
  document.querySelectorAll("[data-belongs-to]").forEach(function (part) {
    const form = part.closest("form");
    const field = part.querySelector("input, textarea");
    const keys = part.dataset.belongsKeys.split(" ");
    const choices = Array.from(form.elements).filter(function (one) {
      return one.name === part.dataset.belongsTo;
    });

    function fold() {
      const chosen = choices.some(function (one) {
        return one.checked && keys.includes(one.value);
      });
      part.hidden = !chosen && !field.value.trim();
    }

    choices.forEach(function (one) {
      one.addEventListener("change", fold);
    });
    fold();
  });
})();
