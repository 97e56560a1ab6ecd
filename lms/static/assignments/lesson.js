// <hb-lesson>: notes time on the lesson, what was played and answered, and reports
// it in small numbered batches; what cannot be sent waits in the phone.
const TICK = 5, EVERY = 30, IDLE = 90000;
const key = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

class Lesson extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.url) return;
    this.name = `hoaban:lesson:${this.dataset.work}`;
    this.box = this.read() || { device: key(), next: 1, queue: [] };
    this.clear();
    this.seen = Date.now();
    this.played = new Map();
    for (const name of ["pointerdown", "keydown", "scroll", "touchstart"]) addEventListener(name, () => { this.seen = Date.now(); }, { passive: true });
    addEventListener("hoaban:played", (event) => this.plays(event));
    new MutationObserver(() => this.checks()).observe(document.querySelector("main"), { childList: true, subtree: true });
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => { this.pack(); this.send(true); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) { this.pack(); this.send(true); } });
    this.timer = setInterval(() => this.tick(), TICK * 1000);
    this.checks();
    this.send();
  }

  read() { try { return JSON.parse(localStorage.getItem(this.name)); } catch { return null; } }

  write() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.box));
      // the day's list says what of this lesson is unsent
      if (this.box.queue.length) localStorage.setItem(`hb-waiting:${this.dataset.work}`, this.box.queue.length);
      else localStorage.removeItem(`hb-waiting:${this.dataset.work}`);
    } catch { /* full or private */ }
  }

  clear() { this.now = { active: 0, played: 0, checks: [] }; }

  tick() {
    if (!document.hidden && Date.now() - this.seen < IDLE) this.now.active += TICK;
    if (this.now.active >= EVERY) { this.pack(); this.send(); }
  }

  plays(event) {
    const before = this.played.get(event.target) || 0;
    this.now.played += Math.max(0, Math.round(event.detail.played - before));
    this.played.set(event.target, event.detail.played);
    this.seen = Date.now();
  }

  checks() {
    const told = (this.told ||= new Set());
    for (const verdict of document.querySelectorAll(".self-check .verdict:not(.odd)")) {
      const id = verdict.closest(".self-check").id.replace(/^c-/, "");
      if (told.has(id)) continue;
      told.add(id);
      this.now.checks.push(id);
      this.pack();
      this.send();
    }
  }

  pack() {
    const { active, played, checks } = this.now;
    if (!active && !played && !checks.length) return;
    this.box.queue.push({ sequence: this.box.next++, active, played, checks });
    this.box.queue = this.box.queue.slice(-100);
    this.clear();
    this.write();
  }

  async send(last) {
    if (this.sending || !this.box.queue.length) return;
    this.sending = true;
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        keepalive: Boolean(last),
        headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("#lesson-done [name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ device: this.box.device, batches: this.box.queue }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { taken, done } = await answer.json();
      this.box.queue = this.box.queue.filter((batch) => batch.sequence > taken);
      this.write();
      this.say(this.dataset.sent);
      if (done) this.finish();
    } catch {
      this.say(this.dataset.waiting);
    }
    this.sending = false;
  }

  say(text) { this.querySelector("[data-said]").textContent = text; }

  finish() {
    clearInterval(this.timer);
    const chip = this.querySelector("[data-state]");
    chip.className = "chip ok";
    chip.textContent = this.dataset.done;
    document.querySelector("#lesson-done")?.remove();
    delete this.dataset.url;
    this.send = () => {};
  }
}

customElements.define("hb-lesson", Lesson);
