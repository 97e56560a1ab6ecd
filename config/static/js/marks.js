// On the day's list: what is kept in the phone (đã lưu) and what waits for the line
// (chờ gửi). Whoever queues something sets localStorage["hb-waiting:<uuid>"] = count.
const saved = JSON.parse(localStorage.getItem("hb-saved") || "{}");
for (const place of document.querySelectorAll("[data-mark]")) {
  const waiting = Number(localStorage.getItem(`hb-waiting:${place.dataset.mark}`) || 0);
  if (waiting) {
    place.textContent = place.dataset.waiting;
    place.className = "chip info";
  } else if (saved[place.dataset.page]) {
    place.textContent = place.dataset.saved;
    place.className = "chip ok";
  }
}
