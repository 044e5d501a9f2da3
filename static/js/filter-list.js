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
      for (const line of list.children) {
        const label = line.querySelector(".form-check-label");
        const fits = !asked || fold(label ? label.textContent : "").includes(asked);
        line.hidden = !fits && !line.querySelector("input[type=checkbox]:checked");
        if (fits) found += 1;
      }
      if (status) status.textContent = asked ? found || status.dataset.none : "";
    });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") event.preventDefault(); // it would send the whole form
    });
  }
  document.querySelectorAll("[data-filter-list]").forEach(start);
})();
