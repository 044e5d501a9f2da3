/* Heads of tables in .ks-scroll stay in sight while the page scrolls; else they scroll away. */
(function () {
  "use strict";
  const heads = document.querySelectorAll(".ks-scroll thead");
  function place() {
    heads.forEach(function (head) {
      const box = head.closest(".ks-scroll"), high = head.offsetHeight;
      const room = head.parentElement.offsetHeight - 2 * high;
      const isHeld = getComputedStyle(box).overflowX !== "visible" && high * 3 < innerHeight;
      const by = isHeld ? Math.max(0, Math.min(-box.getBoundingClientRect().top, room)) : 0;
      head.style.transform = by ? "translateY(" + by + "px)" : "";
    });
  }
  addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place);
})();
