/* form[data-autosave] with data-autosave-url: keeps what is typed as a draft on the server.
   Saves after a change, when the reader leaves a field, and every eight seconds while something is new.
   The texts come from the element [data-autosave-status] (components/autosave_status.html).
   The answer may be JSON with `version` or `fields`; then the hidden fields of those names follow. */
(function () {
  "use strict";
  const EVERY = 8000;
  const TOKEN = "csrfmiddlewaretoken";

  function start(form) {
    const status = document.querySelector(form.dataset.autosaveStatus || "[data-autosave-status]");
    const live = status && status.querySelector("[data-autosave-live]");
    const shown = status && status.querySelector("[data-autosave-text]");
    let edits = 0; // number of edits made
    let kept = 0; // number of edits that are safe on the server
    let sending = false;
    let spoken = "";
    let leaving = false;

    // Seen every time, spoken only when the situation changes: a saved draft is not news twice.
    function tell(state) {
      if (!status) return;
      const words = status.dataset[state] || "";
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      shown.textContent = words.replace("{time}", clock);
      status.dataset.state = state;
      if (state !== "saving" && state !== spoken) {
        live.textContent = shown.textContent;
        spoken = state;
      }
    }

    function body() {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    }

    function post(extra) {
      return fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: body(),
        credentials: "same-origin",
        redirect: "manual",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        ...extra,
      });
    }

    // Signing in again (in another tab) changes the token: fetch the page once for a fresh one.
    async function freshToken() {
      const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector(`input[name=${TOKEN}]`);
      if (!found || !form.elements[TOKEN]) return false;
      document.querySelectorAll(`input[name=${TOKEN}]`).forEach((field) => (field.value = found.value));
      return true;
    }

    // Part of a page may be kept while another part is refused: versions follow in both cases.
    async function follow(answer) {
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      const data = isJson ? await answer.json() : {};
      const fields = Object.entries(data.fields || {});
      if (data.version !== undefined) fields.push(["version", data.version]);
      for (const [name, value] of fields) if (form.elements[name]) form.elements[name].value = value;
    }

    async function accept(answer, upTo) {
      kept = Math.max(kept, upTo);
      await follow(answer);
      tell(kept === edits ? "saved" : "saving");
    }

    function explain(answer) {
      if (answer.type === "opaqueredirect" || answer.status === 401) return tell("signedOut");
      if (answer.status === 403 || answer.status === 404) return tell("refused");
      if (answer.status === 409) return tell("conflict");
      return tell(answer.status < 500 ? "invalid" : "offline");
    }

    async function save() {
      if (sending || kept === edits) return;
      sending = true;
      const upTo = edits;
      tell("saving");
      try {
        let answer = await post();
        if (answer.status === 403 && (await freshToken())) answer = await post();
        if (answer.ok) await accept(answer, upTo);
        else {
          await follow(answer);
          explain(answer);
        }
      } catch {
        tell("offline");
      } finally {
        sending = false;
      }
    }

    form.addEventListener("input", () => (edits += 1));
    form.addEventListener("change", save);
    form.addEventListener("focusout", save);
    setInterval(save, EVERY);

    form.addEventListener("submit", (event) => (leaving = !event.defaultPrevented));
    window.addEventListener("pageshow", () => (leaving = false));
    window.addEventListener("online", save);
    // Closing a tab or switching away on a phone: send what is new without waiting for the answer.
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState !== "hidden" || leaving || kept === edits) return;
      const upTo = edits;
      post({ keepalive: true }).then((answer) => answer.ok && accept(answer, upTo), () => tell("offline"));
    });
    window.addEventListener("beforeunload", function (event) {
      if (!leaving && kept !== edits) event.preventDefault();
    });
  }

  document.querySelectorAll("form[data-autosave]").forEach(start);
})();
