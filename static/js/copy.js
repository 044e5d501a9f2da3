/* Shows the buttons that copy a text; without scripts a reader selects the text. */
(function () {
  "use strict";
  if (!navigator.clipboard) return;
  const live = document.querySelector("[data-copy-live]");
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    const label = button.firstChild;
    const words = label.textContent;
    button.hidden = false;
    button.addEventListener("click", async function () {
      const text = document.getElementById(button.dataset.copy).innerText.trim();
      await navigator.clipboard.writeText(text);
      label.textContent = button.dataset.copied;
      live.textContent = `${button.dataset.copied}: ${text.slice(0, 200)}`;
      setTimeout(() => (label.textContent = words), 3000);
    });
  });
})();
