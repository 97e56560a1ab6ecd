// <hoaban-upload>: makes the plain upload form resumable. The file goes in pieces; after a
// dropped line, a reload or a closed browser it goes on where the server says it was.
const WAIT = [1000, 2000, 4000, 8000, 15000, 30000];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

class HoaBanUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.box = this.querySelector(".media-progress");
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  text(key, values = {}) {
    const pattern = this.querySelector(`template[data-text=${key}]`).content.textContent;
    return pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  async submit(event) {
    const file = this.form.elements.file.files[0];
    // what is empty or too large is refused by the plain form, in words
    if (!file || !file.size || file.size > Number(this.dataset.maxBytes)) return;
    event.preventDefault();
    const button = this.form.querySelector("button[type=submit]");
    button.disabled = true;
    this.box.hidden = false;
    try {
      const done = await this.send(file);
      location.assign(done.asset);
    } catch (problem) {
      this.say(problem.message);
      button.disabled = false;
    }
  }

  say(text) { this.box.querySelector("[role=status]").textContent = text; }

  headers(more = {}) {
    return { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, ...more };
  }

  async send(file) {
    const key = `hoaban:upload:${file.name}:${file.size}:${file.lastModified}`;
    let state = await this.resume(key) ?? await this.start(file, key);
    const began = { at: performance.now(), from: state.received };
    let failures = 0;
    while (!state.asset) {
      this.show(state, began);
      try {
        state = await this.piece(file, state);
        failures = 0;
      } catch {
        this.say(this.text("waiting"));
        await sleep(WAIT[Math.min(failures++, WAIT.length - 1)]);
        state = await this.resume(key) ?? state;
      }
    }
    try { localStorage.removeItem(key); } catch { /* private mode */ }
    return state;
  }

  async resume(key) {
    try {
      const address = localStorage.getItem(key);
      const answer = address && await fetch(address);
      return answer && answer.ok ? { url: address, ...await answer.json() } : null;
    } catch { return null; }
  }

  async start(file, key) {
    const body = new URLSearchParams({ title: this.form.elements.title.value, bytes: file.size });
    const answer = await fetch(this.dataset.start, { method: "POST", headers: this.headers(), body });
    const state = await answer.json();
    if (!answer.ok) throw new Error(state.error);
    try { localStorage.setItem(key, state.url); } catch { /* private mode */ }
    return state;
  }

  async piece(file, state) {
    const body = file.slice(state.received, state.received + state.piece);
    if (state.received + state.piece >= state.bytes) this.say(this.text("finishing"));
    const answer = await fetch(state.url, { method: "PATCH", headers: this.headers({ "Upload-Offset": String(state.received), "Content-Type": "application/octet-stream" }), body });
    if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
    return answer.json();
  }

  show(state, began) {
    const percent = Math.floor((100 * state.received) / state.bytes);
    this.box.querySelector("progress").value = percent;
    const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    const mega = (bytes) => format.format(bytes / 1e6);
    let text = this.text("sending", { percent: `${percent}\u00a0%`, sent: mega(state.received), whole: mega(state.bytes) });
    const sent = state.received - began.from;
    if (sent > 0) {
      const left = ((state.bytes - state.received) / sent) * (performance.now() - began.at);
      text += ` · ${this.text("left", { minutes: Math.max(1, Math.round(left / 60000)) })}`;
    }
    this.say(text);
  }
}

customElements.define("hoaban-upload", HoaBanUpload);
