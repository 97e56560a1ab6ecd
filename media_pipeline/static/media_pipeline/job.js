// <hoaban-media-job>: shows how far a recording's preparation is; reloads when it has ended.
class MediaJob extends HTMLElement {
  connectedCallback() { this.pause = 1500; this.timer = setTimeout(() => this.ask(), this.pause); }

  disconnectedCallback() { clearTimeout(this.timer); }

  async ask() {
    try {
      const answer = await fetch(this.dataset.status, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      if (!job.working) { location.reload(); return; }
      this.show(job);
      this.pause = 1500;
    } catch { this.pause = Math.min(this.pause * 2, 30000); }
    this.timer = setTimeout(() => this.ask(), this.pause);
  }

  show(job) {
    this.querySelector("progress").value = job.progress;
    this.querySelector("[data-percent]").textContent = `${job.progress}\u00a0%`;
    const stage = this.querySelector("[data-stage]");
    if (stage.textContent !== job.stage) stage.textContent = job.stage;
  }
}

customElements.define("hoaban-media-job", MediaJob);
