/* [data-filter-list] names a list: what is typed in its search field hides the lines without it.
   Ticked lines always stay. Without this script the whole list shows and there is no search field. */
(function () {
  "use strict";
  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }
  function start(box) {
    const list = document.getElementById(box.dataset.filterList);
    const field = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    if (!list || !field) return;
    box.hidden = false;
    field.addEventListener("input", function () {
      const asked = fold(field.value.trim());
      let found = 0;
      Array.from(list.children).forEach(function (line) {
        const label = line.querySelector(".form-check-label");
        const fits = !asked || fold(label ? label.textContent : "").includes(asked);
        const tick = line.querySelector("input[type=checkbox]");
        line.hidden = !fits && !(tick && tick.checked);
        if (fits) found += 1;
      });
      if (status) status.textContent = asked ? (found ? String(found) : status.dataset.none) : "";
    });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") event.preventDefault(); // it would send the whole form
    });
  }
  document.querySelectorAll("[data-filter-list]").forEach(start);
})();
