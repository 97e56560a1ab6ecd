// Fills a list with the lessons kept in this phone, and marks what is saved or unsent.
import { savedPages } from "./elements/save.js";

for (const list of document.querySelectorAll("[data-saved-lessons]")) {
  for (const [url, { title }] of Object.entries(savedPages())) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    item.append(link);
    list.append(item);
  }
  list.hidden = !list.children.length;
}
