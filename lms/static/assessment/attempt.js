/**
 * The test page. Every answer goes into this device's store at once and to the server
 * a moment later; what the server has acknowledged leaves the store. A lost line, a
 * reload or a power cut loses nothing: on the next visit the store is sent again.
 */
const SOON = 300, MOST = 15000;

class TestAttempt extends HTMLElement {
  connectedCallback() {
    const d = this.dataset;
    this.form = this.querySelector("form");
    this.store = `hoaban-attempt-${d.id}`;
    this.pass = d.pass;
    this.wait = 1000;
    this.end = Date.now() + Number(d.left);
    const kept = this.load();
    this.waiting = kept.waiting || {}; // field → [value, sequence]
    this.at = kept.at || Date.now(); // when the last of them was answered
    this.handIn = kept.handIn || 0;
    this.seq = Math.max(Number(d.seq), kept.seq || 0);
    this.flags = {};
    this.restore();
    this.querySelector("[data-plain]").hidden = true;
    this.form.addEventListener("input", (e) => this.answered(e.target));
    this.form.addEventListener("submit", (e) => this.ask(e));
    this.querySelector("[data-yes]").addEventListener("click", () => this.finish());
    this.querySelector("[data-no]").addEventListener("click", () => this.dialog.close());
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.flags.hidden = true;
      this.send();
    });
    if (this.handIn) this.lock();
    this.tick();
    this.ticking = setInterval(() => this.tick(), 1000);
    this.send();
  }

  disconnectedCallback() { clearInterval(this.ticking); clearTimeout(this.timer) }

  get dialog() { return this.querySelector("dialog") }

  load() {
    try { return JSON.parse(localStorage.getItem(this.store)) || {} } catch { return {} }
  }

  keep() {
    const { waiting, at, handIn, seq } = this;
    try { localStorage.setItem(this.store, JSON.stringify({ waiting, at, handIn, seq })) } catch { /* a full or closed store: the line is left */ }
  }

  restore() {
    for (const [name, [value]] of Object.entries(this.waiting)) {
      const field = this.form.elements[name];
      if (field) field.value = value; // of a radio group too
      this.flags.restored = true;
    }
  }

  answered(field) {
    if (!field.name || this.closed) return;
    this.seq += 1;
    this.at = Date.now();
    this.waiting[field.name] = [field.value, this.seq];
    this.keep();
    this.later(SOON);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), ms);
  }

  /** Sends what waits; `ask`: with nothing waiting too, to hear how much time is left. */
  async send(ask) {
    const fields = Object.entries(this.waiting);
    const quiet = !fields.length && !this.handIn;
    if (this.over || (quiet && !ask)) return;
    if (this.busy) { this.again = true; return }
    this.busy = true;
    if (!quiet) this.state("saving");
    const seq = this.seq;
    try {
      const response = await fetch(this.dataset.save, {
        method: "POST",
        keepalive: true,
        headers: { "content-type": "application/json", "x-attempt-pass": this.pass },
        body: JSON.stringify({
          seq, at_ms: this.at, client_ms: Date.now(), submit: this.handIn > 0,
          answers: Object.fromEntries(fields.map(([name, [value]]) => [name, value])),
          flags: this.flags,
        }),
      });
      if (response.status === 401) { await this.renew(); throw new Error("pass") }
      if (!response.ok && response.status !== 409) throw new Error(response.status);
      this.acknowledged(await response.json());
    } catch {
      if (!quiet) this.missed();
    }
    this.busy = false;
    if (this.again) { this.again = false; this.later(SOON) }
  }

  missed() {
    this.flags.offline = true;
    this.state("waiting");
    if (this.handIn) this.note(this.left > 0 ? "unsent" : "over");
    this.wait = Math.min(this.wait * 2, MOST);
    this.later(this.wait);
  }

  acknowledged(answer) {
    this.wait = 1000;
    this.pass = answer.pass || this.pass;
    this.end = Date.now() + answer.remaining_ms;
    this.seq = Math.max(this.seq, answer.seq);
    for (const [name, [, seq]] of Object.entries(this.waiting)) {
      if (seq <= answer.acked) delete this.waiting[name];
    }
    this.keep();
    if (answer.state !== "open") return this.ended(answer);
    this.flags = {};
    this.note();
    if (this.seq) this.state(Object.keys(this.waiting).length ? "waiting" : "saved");
  }

  ended(answer) {
    this.over = true;
    this.lock();
    if (answer.acked === undefined) {
      this.note("refused");
      this.state("waiting");
      if (Object.keys(this.waiting).length) return setTimeout(() => this.leave(), 6000);
    }
    this.leave();
  }

  leave() {
    localStorage.removeItem(this.store);
    location.replace(this.dataset.result);
  }

  async renew() {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const response = await fetch(this.dataset.renew, {
      method: "POST", redirect: "error", headers: { "x-csrftoken": token },
    }).catch(() => null);
    if (response?.ok) { this.pass = await response.text(); this.wait = 100; this.note() }
    else if (navigator.onLine) this.note("gone");
  }

  ask(event) {
    event.preventDefault();
    const names = new Set([...this.form.querySelectorAll(".question")].filter((q) => !this.isAnswered(q)).map((q) => q.querySelector("legend").textContent.replace(/\D+/g, "")));
    const words = this.querySelector("[data-open]");
    words.textContent = names.size ? `${words.dataset.some} ${[...names].join(", ")}` : words.dataset.none;
    this.dialog.showModal();
  }

  isAnswered(question) {
    const parts = question.querySelectorAll(".judge");
    const full = (part) => part.querySelector(":checked") || part.querySelector("input:not([type=radio])")?.value.trim();
    return [...(parts.length ? parts : [question])].every(full);
  }

  finish() {
    if (this.dialog.open) this.dialog.close();
    this.handIn = Date.now();
    this.at = this.handIn;
    this.keep();
    this.lock();
    this.send();
  }

  lock() {
    this.closed = true;
    for (const field of this.form.elements) field.disabled = true;
  }

  get left() { return this.end - Date.now() }

  tick() {
    const left = Math.max(0, Math.ceil(this.left / 1000));
    const clock = this.querySelector("[data-clock]");
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.classList.toggle("soon", left <= 60);
    if (this.said > 300 && left <= 300) this.say("five");
    if (this.said > 60 && left <= 60) this.say("one");
    this.said = left;
    if (left && left % 60 === 0) this.send(true);
    if (!left && !this.handIn && !this.over) { this.say("over"); this.finish() }
  }

  say(word) { this.querySelector("[data-say]").textContent = this.dataset[word] }

  state(word) {
    const chip = this.querySelector("[data-state]");
    if (word === "saving" && chip.dataset.word !== "saved") return;
    const count = Object.keys(this.waiting).length;
    const text = word === "waiting" && count ? `${this.dataset.waiting} (${count})` : this.dataset[word];
    chip.dataset.word = word;
    chip.className = word === "waiting" ? "chip wait" : "chip ok";
    if (word !== "saving" && chip.textContent !== text) chip.textContent = text;
  }

  note(word) {
    const note = this.querySelector("[data-note]");
    note.hidden = !word;
    note.textContent = word ? this.dataset[word] : "";
  }
}

customElements.define("test-attempt", TestAttempt);
