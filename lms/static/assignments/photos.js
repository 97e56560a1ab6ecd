// <hb-photos>: shrinks photos on the phone (nothing but pixels leaves it), keeps them
// until they are saved, sends them in pieces from where the line dropped.
const LIMIT = 150000, PIECE = 16384;
const SIDES = [1600, 1280, 1024, 800, 640], QUALITIES = [0.8, 0.65, 0.5, 0.4];

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("hoaban-photos", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
const store = async (mode, act) => {
  const db = await opened;
  return new Promise((resolve, reject) => {
    const done = act(db.transaction("queue", mode).objectStore("queue"));
    done.onsuccess = () => resolve(done.result);
    done.onerror = () => reject(done.error);
  });
};
const uuid = () => {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
  return [...b].map((n, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + n.toString(16).padStart(2, "0")).join("");
};
const encode = (canvas, type, quality) => new Promise((resolve) => canvas.toBlob(resolve, type, quality));

async function shrink(file) {
  const bitmap = await createImageBitmap(file);
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      let blob = await encode(canvas, "image/webp", quality);
      if (blob?.type !== "image/webp") blob = await encode(canvas, "image/jpeg", quality);
      if (blob && blob.size <= LIMIT) return blob;
    }
  }
  throw new Error("too big");
}

class Photos extends HTMLElement {
  async connectedCallback() {
    this.form = this.closest("form");
    this.list = this.querySelector(".queue");
    this.status = this.querySelector("[role=status]");
    this.input = this.querySelector("input[type=file]");
    this.wish = `hoaban:wish:${this.dataset.work}`;
    this.lines = new Map();
    this.shrinking = 0;
    this.pause = 2000;
    this.input.addEventListener("change", () => this.take());
    this.form.addEventListener("submit", (event) => this.hold(event), true);
    addEventListener("online", () => { this.pause = 2000; this.send(); });
    try {
      const rows = await store("readonly", (s) => s.getAll());
      rows.filter((row) => row.work === this.dataset.work).sort((a, b) => a.at - b.at).forEach((row) => this.line(row));
    } catch { this.input.before(this.status); return; } // no storage: the plain form still sends
    this.ready = true;
    this.send();
  }

  async take() {
    if (!this.ready) return;
    const files = [...this.input.files];
    this.input.value = "";
    this.shrinking += files.length;
    for (const file of files) {
      try {
        const row = { key: uuid(), work: this.dataset.work, at: Date.now(), blob: await shrink(file), name: file.name };
        await store("readwrite", (s) => s.put(row));
        this.line(row);
      } catch { this.say(`${file.name}: ${this.dataset.failed}`); }
      this.shrinking -= 1;
      this.send();
    }
  }

  line(row) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    const name = document.createElement("span");
    const chip = document.createElement("span");
    const drop = document.createElement("button");
    picture.src = URL.createObjectURL(row.blob);
    picture.alt = "";
    name.className = "grow";
    name.textContent = row.name;
    drop.type = "button";
    drop.className = "btn quiet";
    drop.textContent = this.dataset.drop;
    drop.setAttribute("aria-label", `${this.dataset.drop}: ${row.name}`);
    drop.addEventListener("click", () => this.drop(row.key));
    item.append(picture, name, chip, drop);
    this.list.append(item);
    this.list.hidden = false;
    this.lines.set(row.key, { row, item, chip });
    this.mark(row.key, "waiting");
  }

  mark(key, state) {
    const line = this.lines.get(key);
    line.state = state;
    line.chip.className = `chip ${{ waiting: "wait", sending: "info", saved: "ok" }[state]}`;
    line.chip.textContent = this.dataset[state];
    // the day's list says what of this homework is unsent
    const name = `hb-waiting:${this.dataset.work}`;
    if (this.waiting().length) localStorage.setItem(name, this.waiting().length);
    else localStorage.removeItem(name);
  }

  waiting() { return [...this.lines.values()].filter((line) => line.state !== "saved"); }

  async send() {
    if (this.sending || !this.ready) return;
    this.sending = true;
    clearTimeout(this.again);
    for (const { row } of this.waiting()) {
      this.mark(row.key, "sending");
      try {
        await this.post(row);
        this.pause = 2000;
      } catch {
        if (this.lines.has(row.key)) this.mark(row.key, "waiting");
        this.again = setTimeout(() => this.send(), this.pause);
        this.pause = Math.min(this.pause * 2, 60000);
        break;
      }
    }
    this.sending = false;
    this.fulfil();
  }

  async ask(url, method, body, headers = {}) {
    const answer = await fetch(url, { method, body, headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, ...headers }, signal: AbortSignal.timeout(60000) });
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error(String(answer.status));
    return { status: answer.status, ...said };
  }

  async post(row) {
    let told = await this.ask(this.dataset.begin, "POST", JSON.stringify({ key: row.key, total: row.blob.size }), { "Content-Type": "application/json" });
    const address = told.upload;
    while (!told.photo && !told.error) {
      const part = row.blob.slice(told.offset, told.offset + PIECE);
      told = await this.ask(address, "PATCH", part, { "Content-Type": "application/offset+octet-stream", "Upload-Offset": told.offset });
    }
    await store("readwrite", (s) => s.delete(row.key));
    if (told.error) {
      this.lines.get(row.key)?.item.remove();
      this.lines.delete(row.key);
      localStorage.removeItem(this.wish);
      this.say(`${row.name}: ${told.error}`);
      return;
    }
    const line = this.lines.get(row.key);
    if (!line) { await this.ask(told.photo.remove, "POST"); return; } // dropped meanwhile
    line.photo = told.photo;
    this.mark(row.key, "saved");
  }

  async drop(key) {
    const line = this.lines.get(key);
    try { if (line.photo) await this.ask(line.photo.remove, "POST"); } catch { return; }
    await store("readwrite", (s) => s.delete(key));
    line.item.remove();
    this.lines.delete(key);
    this.list.hidden = !this.lines.size;
  }

  // Pressed "hand in" while photos or the line are missing: it goes by itself later.
  hold(event) {
    if (!this.ready || (navigator.onLine && !this.waiting().length && !this.shrinking)) {
      localStorage.removeItem(this.wish);
      return;
    }
    event.preventDefault();
    localStorage.setItem(this.wish, event.submitter?.name || "hand-in");
    this.say(this.dataset.later);
    this.send();
  }

  fulfil() {
    const wish = localStorage.getItem(this.wish);
    if (!wish || !navigator.onLine || this.waiting().length || this.shrinking) return;
    this.form.requestSubmit(this.form.elements[wish]);
  }

  say(text) { this.status.textContent = text; }
}

customElements.define("hb-photos", Photos);
