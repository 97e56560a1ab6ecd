// <hb-save data-page data-title data-urls='[…]' data-bytes> around a button: keeps a
// lesson in the phone. The saved copy of the page is fetched without the pupil's name.
export const INDEX = "hb-saved";

export function savedPages() {
  try {
    return JSON.parse(localStorage.getItem(INDEX) || "{}");
  } catch {
    return {};
  }
}

class Save extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.status = this.querySelector("[role=status]");
    if (!("caches" in window) || !navigator.serviceWorker) return;
    this.hidden = false;
    this.button.addEventListener("click", () => (this.kept ? this.forget() : this.keep()));
    this.show();
  }

  get kept() {
    return Boolean(savedPages()[this.dataset.page]);
  }

  say(text) {
    if (this.status) this.status.textContent = text;
  }

  show() {
    this.button.textContent = this.kept ? this.dataset.forget : this.dataset.save;
    this.say(this.kept ? this.dataset.saved : "");
  }

  async keep() {
    const urls = JSON.parse(this.dataset.urls || "[]");
    this.button.disabled = true;
    try {
      const cache = await caches.open("saved");
      let done = 0;
      const all = [this.dataset.page, ...urls];
      for (const url of all) {
        const answer = await fetch(url, { headers: { "X-Saved-Copy": "1" } });
        if (!answer.ok) throw new Error(String(answer.status));
        await cache.put(url, answer);
        done += 1;
        this.say(`${this.dataset.saving} ${done}/${all.length}`);
      }
      const index = savedPages();
      index[this.dataset.page] = { title: this.dataset.title, urls };
      localStorage.setItem(INDEX, JSON.stringify(index));
      this.show();
    } catch {
      this.say(this.dataset.failed);
    }
    this.button.disabled = false;
  }

  async forget() {
    const index = savedPages();
    const entry = index[this.dataset.page];
    const cache = await caches.open("saved");
    for (const url of [this.dataset.page, ...(entry.urls || [])]) await cache.delete(url);
    delete index[this.dataset.page];
    localStorage.setItem(INDEX, JSON.stringify(index));
    this.show();
  }
}

customElements.define("hb-save", Save);
