/* Heads of tables in .ks-scroll stay in sight as the page scrolls. */
(function () {
  "use strict";
  function place() {
    document.querySelectorAll(".ks-scroll thead").forEach(function (head) {
      const box = head.closest(".ks-scroll"), high = head.offsetHeight;
      const held = getComputedStyle(box).overflowX !== "visible" && high * 3 < innerHeight;
      const room = head.parentElement.offsetHeight - 2 * high;
      const by = held ? Math.max(0, Math.min(-box.getBoundingClientRect().top, room)) : 0;
      head.style.transform = by ? `translateY(${by}px)` : "";
    });
  }
  addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place);
})();
