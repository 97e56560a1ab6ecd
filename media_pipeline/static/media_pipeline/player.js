// <hoaban-player>: plays HLS where the browser can by itself, fetches hls.js only where it
// cannot, lets the student choose a way by its price, and says how much was really played.
const HLS = "application/vnd.apple.mpegurl";
const REMEMBERED = "hoaban:way";
const EVERY = 10; // seconds of play between two reports

const remembered = {
  read() { try { return localStorage.getItem(REMEMBERED); } catch { return null; } },
  write(way) { try { localStorage.setItem(REMEMBERED, way); } catch { /* private mode */ } },
};

// Adds what a media element has played to spans of [start, end], each second once.
function merged(spans, played) {
  const all = [...spans];
  for (let n = 0; n < played.length; n++) all.push([played.start(n), played.end(n)]);
  all.sort((a, b) => a[0] - b[0]);
  const out = [];
  for (const [start, end] of all) {
    const last = out.at(-1);
    if (last && start <= last[1] + 0.05) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}

const lengthOf = (spans) => spans.reduce((sum, [start, end]) => sum + end - start, 0);

class HoaBanPlayer extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("video, audio");
    if (!this.media || this.ready) return;
    this.ready = true;
    this.spans = [];
    this.reported = 0;
    this.status = this.querySelector(".player-status");
    this.links = [...this.querySelectorAll("[data-way]")];
    for (const link of this.links) link.addEventListener("click", (event) => this.choose(event, link));
    this.watch();
    if (this.media.tagName === "VIDEO") this.prepare();
  }

  get native() { return this.dataset.force !== "hls.js" && this.media.canPlayType(HLS) !== ""; }

  // The way that is remembered; the cheapest picture on a phone that saves data; else all.
  prepare() {
    const wanted = remembered.read() ?? (navigator.connection?.saveData ? this.links.find((l) => l.dataset.way !== "audio")?.dataset.way : null);
    const link = this.links.find((each) => each.dataset.way === wanted);
    this.mark(link);
    this.address = link?.href ?? this.dataset.master;
    if (this.isSound(link) || this.native) {
      if (this.address !== this.dataset.master) this.load(this.address);
      return;
    }
    this.media.querySelectorAll("source").forEach((source) => source.remove());
    const start = this.querySelector(".player-start"); // a video without a source has dead controls
    start.hidden = false;
    start.addEventListener("click", () => this.open(this.address, 0));
  }

  isSound(link) { return link?.dataset.way === "audio"; }

  mark(link) {
    for (const each of this.links) {
      if (each === link) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  choose(event, link) {
    event.preventDefault();
    remembered.write(link.dataset.way);
    this.mark(link);
    this.open(link.href, this.media.currentTime, this.isSound(link));
  }

  async open(address, at, sound = address.endsWith(".m4a")) {
    this.keep();
    this.address = address;
    const start = this.querySelector(".player-start");
    if (start) start.hidden = true;
    this.say("loading");
    this.hls?.destroy();
    this.hls = null;
    if (sound || this.native) this.load(address);
    else await this.loadWithLibrary(address, at);
    if (at > 0 && !this.hls) this.media.addEventListener("loadedmetadata", () => { this.media.currentTime = at; }, { once: true });
    this.media.play().catch(() => this.say(null));
  }

  load(address) {
    this.media.querySelectorAll("source").forEach((source) => source.remove());
    this.media.src = address;
  }

  async loadWithLibrary(address, at) {
    let Hls;
    try {
      ({ default: Hls } = await import(this.dataset.library));
    } catch {
      this.say("broken");
      const start = this.querySelector(".player-start");
      start.hidden = false;
      return;
    }
    this.hls = new Hls({ startPosition: at || -1, maxBufferLength: 30, enableWorker: false, testBandwidth: false, abrEwmaDefaultEstimate: 60000, fragLoadPolicy: patient, playlistLoadPolicy: patient, manifestLoadPolicy: patient });
    this.hls.on("hlsError", (_name, data) => { if (data.fatal) this.recover(data); });
    this.hls.loadSource(address);
    this.hls.attachMedia(this.media);
  }

  recover(data) {
    if (data.type === "mediaError") this.hls.recoverMediaError();
    else this.broken();
  }

  broken() {
    this.media.pause();
    this.say("broken");
    const at = this.media.currentTime;
    this.media.addEventListener("play", () => this.open(this.address, at), { once: true });
  }

  watch() {
    const on = (name, act) => this.media.addEventListener(name, act);
    on("playing", () => this.say(null));
    on("waiting", () => this.say(this.media.currentTime > 0 ? "waiting" : "loading"));
    on("pause", () => { this.say(null); this.report(); });
    on("ended", () => this.report());
    on("timeupdate", () => { if (this.seconds() - this.reported >= EVERY) this.report(); });
    on("error", () => { if (!this.hls && this.media.src) this.broken(); }, true);
    addEventListener("pagehide", () => this.report());
  }

  say(key) {
    if (!this.status) return;
    const text = key && this.querySelector(`template[data-text=${key}]`)?.content.textContent;
    this.status.hidden = !text;
    if (text) this.status.textContent = text;
  }

  keep() { this.spans = merged(this.spans, this.media.played); }

  seconds() { return lengthOf(merged(this.spans, this.media.played)); }

  // "hoaban:played": {played: different seconds played so far, duration}
  report() {
    const played = this.seconds();
    if (played <= this.reported) return;
    this.reported = played;
    const duration = Number(this.dataset.duration) || this.media.duration || 0;
    this.dispatchEvent(new CustomEvent("hoaban:played", { bubbles: true, detail: { played, duration } }));
  }
}

// On a weak line a segment may take a minute: that is slow, not an error.
const patient = { default: { maxTimeToFirstByteMs: 30000, maxLoadTimeMs: 120000, timeoutRetry: { maxNumRetry: 6, retryDelayMs: 1000, maxRetryDelayMs: 8000 }, errorRetry: { maxNumRetry: 8, retryDelayMs: 1000, maxRetryDelayMs: 16000 } } };

customElements.define("hoaban-player", HoaBanPlayer);
