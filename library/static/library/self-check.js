// <hb-check> around a self-check's form: the verdict comes without a new page.
class Check extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const status = this.querySelector("[role=status]");
    form?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } });
        if (!answer.ok) throw new Error(String(answer.status));
        status.innerHTML = await answer.text();
      } catch {
        status.textContent = status.dataset.failed;
      }
      button.disabled = false;
    });
  }
}

customElements.define("hb-check", Check);
