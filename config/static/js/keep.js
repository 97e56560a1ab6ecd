// Forms with data-keep: what is typed survives a reload, a power cut, a lost line.
// data-echo: the form shows what the server has, so a kept text that differs is newer.
const fields = (form) => [...form.querySelectorAll("textarea, input[type=text], input:not([type])")];

function keep(form) {
  const name = `hoaban:keep:${form.dataset.keep}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (sent) => {
    try { localStorage.setItem(name, JSON.stringify({ sent, values: fields(form).map((f) => f.value) })); } catch { /* full or private */ }
  };
  const kept = read();
  const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (kept?.sent && fresh && form.dataset.echo === undefined) localStorage.removeItem(name);
  else if (kept) restore(form, kept.values, name);
  form.addEventListener("input", () => write(false));
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) write(true); });
}

function restore(form, values, name) {
  let changed = false;
  fields(form).forEach((field, place) => {
    const value = values[place];
    if (typeof value !== "string" || !value || value === field.value.replaceAll("\r\n", "\n")) return;
    field.value = value;
    changed = true;
  });
  if (!changed) { localStorage.removeItem(name); return; }
  const said = document.createElement("p");
  said.className = "meta";
  said.setAttribute("role", "status");
  form.prepend(said);
  said.textContent = form.dataset.kept;
}

document.querySelectorAll("form[data-keep]").forEach(keep);
