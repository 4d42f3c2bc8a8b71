// The worker of the phone's pages. It keeps the shell and the files, none of which says anything of anybody; what is
// somebody's own is never put into a cache. `SHELL` comes before this text: see tracker/patient/offline/files.py.
const CACHE = `shortcourse-${SHELL.version}`;
const PATIENCE = 7000;

self.addEventListener("install", (event) => {
  const plain = (url) => new Request(url, { credentials: "omit", cache: "reload" });
  const wanted = [...SHELL.files, SHELL.shell, SHELL.urgent].map(plain);
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A new worker waits until the patient says so: nothing changes under a hand that types.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (request.method === "GET" && SHELL.files.includes(url.pathname)) event.respondWith(file(request));
});

// A form that is sent by a page without scripts waits for as long as it takes: it may have been received.
async function page(request, url) {
  const limit = request.method === "GET" ? PATIENCE : 0;
  try {
    return await within(limit, (signal) => fetch(request, { signal }));
  } catch (error) {
    const shell = await caches.match(SHELL.shell, { cacheName: CACHE });
    const numbers = await caches.match(SHELL.urgent, { cacheName: CACHE });
    // A phone that is shared, or signed out, keeps no plan with the practice's own numbers.
    const isBare = url.pathname === SHELL.urgent && !(await self.kept.get("plan").catch(() => {}))?.lines;
    return (isBare ? numbers || shell : shell) || Promise.reject(error);
  }
}

// Files whose name tells their content come from the cache; others, as a developer has them, from the server first.
async function file(request) {
  const kept = () => caches.match(request, { cacheName: CACHE });
  if (SHELL.hashed) return (await kept()) || fetch(request);
  return fetch(request).catch(async (error) => (await kept()) || Promise.reject(error));
}

async function within(milliseconds, act) {
  if (!milliseconds) return act(undefined);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), milliseconds);
  try {
    return await act(stop.signal);
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(self.outbox.flush());
});

importScripts(...SHELL.brings_in);
