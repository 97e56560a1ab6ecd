// Served from the root. Hashed files never change: kept for good. Pages come from
// the line; without a line, a saved lesson or the page that says what still works.
// Nothing personal is kept: only pages the pupil chose to save, fetched without a name.
const SHELL = "shell-{{ revision }}";
const SAVED = "saved";
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}"{% url 'shell:offline' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith("shell-") && n !== SHELL).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

async function fromShell(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const saved = await caches.open(SAVED);
    return (await saved.match(request, { ignoreSearch: true })) || (await caches.match("{% url 'shell:offline' %}"));
  }
}

// A media element asks for ranges; a saved file answers them from the phone.
async function fromSaved(request) {
  const saved = await caches.open(SAVED);
  const kept = await saved.match(request.url);
  if (!kept) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!range) return kept;
  const bytes = await kept.arrayBuffer();
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]), bytes.byteLength - 1) : bytes.byteLength - 1;
  return new Response(bytes.slice(start, end + 1), {
    status: 206,
    headers: {
      "Content-Type": kept.headers.get("Content-Type") || "application/octet-stream",
      "Content-Range": `bytes ${start}-${end}/${bytes.byteLength}`,
      "Content-Length": String(end - start + 1),
      "Accept-Ranges": "bytes",
    },
  });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/tep/") || url.pathname.startsWith("/hoc-lieu/")) event.respondWith(fromSaved(request));
});
