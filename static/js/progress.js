/* Follows a job: asks data-poll-url every two seconds for {done, value, max, text} and reloads the page
   when it is done. Without this script the page offers a link to refresh. */
(function () {
  "use strict";
  const box = document.querySelector("[data-poll-url]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-poll-text]");
  const PAUSE = 2000;
  const LONGEST_PAUSE = 30000;
  let pause = PAUSE;

  function show(state) {
    if (bar && Number.isFinite(state.value)) {
      bar.max = state.max || 100;
      bar.value = state.value;
    }
    if (text && state.text && text.textContent !== state.text) text.textContent = state.text;
  }

  async function ask() {
    try {
      const answer = await fetch(box.dataset.pollUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
      });
      // Signed out or gone: the page itself knows what to say.
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return window.location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      show(state);
      if (state.done) return window.location.reload();
      pause = PAUSE;
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    return setTimeout(ask, pause);
  }

  setTimeout(ask, pause);
})();
