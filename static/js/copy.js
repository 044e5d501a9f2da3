/* Shows and wires the buttons that copy a text; without scripts a reader selects the text itself. */
(function () {
  "use strict";
  if (!navigator.clipboard) {
    return;
  }
  var live = document.querySelector("[data-copy-live]");
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var label = button.firstChild;
    var words = label.textContent;
    button.hidden = false;
    button.addEventListener("click", function () {
      var text = document.getElementById(button.dataset.copy).textContent.trim();
      navigator.clipboard.writeText(text).then(function () {
        label.textContent = button.dataset.copied;
        live.textContent = button.dataset.copied + ": " + text;
        window.setTimeout(function () {
          label.textContent = words;
        }, 3000);
      });
    });
  });
})();
