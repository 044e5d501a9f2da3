/* [data-belongs-to] is a field that belongs to an answer to choose: the name of the question, with the
   keys of the answers in data-belongs-keys. It folds away until one is chosen; what was written in it
   never does. Without scripts it stands open. */
(function () {
  "use strict";
  document.querySelectorAll("[data-belongs-to]").forEach(function (part) {
    const field = part.querySelector("input, textarea");
    const keys = part.dataset.belongsKeys.split(" ");
    const all = Array.from(part.closest("form").elements);
    const choices = all.filter((one) => one.name === part.dataset.belongsTo);

    function fold() {
      const chosen = choices.some((one) => one.checked && keys.includes(one.value));
      part.hidden = !chosen && !field.value.trim();
    }

    choices.forEach((one) => one.addEventListener("change", fold));
    fold();
  });
})();
