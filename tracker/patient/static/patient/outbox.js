// What the patient did goes in here first, then to the server; it leaves only when the server says that it is done.
// Pages and the worker load this alike, so it is no module. One at a time empties it, in the order of the taps,
// what is urgent before the rest.
self.outbox = (() => {
  const ADDRESS = "/me/outbox/";
  const PATIENCE = 10_000;
  // What the server cannot take now must not hold these up.
  const FIRST = ["talk", "emergency"];
  const news = new BroadcastChannel("shortcourse");

  // Another person's entries on the same phone are neither sent nor seen.
  async function mine() {
    const owner = await kept.get("owner");
    return (await kept.entries()).filter((entry) => entry.owner === owner);
  }

  async function add(entry) {
    const same = (await mine()).some((other) => other.id === entry.id);
    if (!same) await kept.write({ ...entry, owner: await kept.get("owner"), tried: 0 });
  }

  // `asking` is the entry whose tap waits for an answer: only of that one the server may ask something first.
  function flush(asking) {
    const empty = async () => {
      let last = {};
      const rank = (entry) => FIRST.indexOf(entry.kind);
      for (const entry of (await mine()).filter((entry) => !entry.refused).sort((a, b) => rank(b) - rank(a))) {
        // A clock that was set back meanwhile would let it wait for as long again.
        const since = Date.now() - entry.asked_at;
        if (!asking && since >= 0 && since < PATIENCE) break;
        const told = await send(entry, entry.id === asking);
        if (entry.id === asking) last = told;
        if (told.done || told.asks) await kept.erase(entry);
        else if (told.refused) await kept.write({ ...entry, refused: told.refused });
        else {
          await kept.write({ ...entry, asked_at: 0, tried: entry.tried + 1 });
          await kept.keep("signed_out", Boolean(told.signed_out));
          if (told.signed_out) await kept.lock();
          last = told;
          break;
        }
        await kept.keep("signed_out", false);
      }
      return last;
    };
    return navigator.locks.request("outbox", empty).then((told) => {
      news.postMessage("changed");
      return told;
    });
  }

  async function send(entry, asks) {
    const body = new URLSearchParams(entry.fields);
    for (const name of ["kind", "id", "owner", "made_at", "zone"]) body.set(name, entry[name]);
    // By how much this phone's clock is off, the server sees by what it says now.
    body.set("sent_at", new Date().toISOString());
    if (!asks) body.set("waited", "on");
    try {
      const answer = await fetch(ADDRESS, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": (await kept.get("csrf")) || "", Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return understand(answer, entry);
    } catch {
      return { later: true };
    }
  }

  // Only our own `done` of this very entry is one. A page to sign in, a proxy's page or a fault of ours keeps it here.
  async function understand(answer, entry) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return { signed_out: true };
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isOurs ? await answer.json() : {};
    if (answer.ok && told.id === entry.id && (told.done || told.asks)) return told;
    // Somebody else signed in meanwhile: it waits for its own patient.
    if (told.code === "another_patient") return { later: true };
    const isFinal = isOurs && told.done === false && answer.status >= 400 && answer.status < 500;
    return isFinal && answer.status !== 429 ? { refused: told.said } : { later: true };
  }

  // Taken back before anybody had it, it is as if it had not been; but once it was on its way, both are told.
  function takeBack(id) {
    return navigator.locks.request("outbox", async () => {
      const entry = (await mine()).find((entry) => entry.id === id);
      if (!entry || entry.tried) return false;
      await kept.erase(entry);
      return true;
    });
  }

  async function later() {
    const registration = await self.navigator.serviceWorker?.getRegistration?.("/me/");
    await registration?.sync?.register("outbox").catch(() => {});
  }

  return { add, mine, flush, takeBack, later, news };
})();
