// What the phone keeps, in IndexedDB: "plan" (what the server gave for when there is no signal) and "outbox" (what the
// patient did and the server has not acknowledged). Pages and the worker load this alike, so it is no module.
self.kept = (() => {
  const NAME = "shortcourse";
  let opened;

  function open() {
    opened ||= new Promise((found, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("plan");
        asked.result.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
      };
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        const database = asked.result;
        // An open handle would stop another tab from forgetting everything.
        database.onversionchange = close;
        database.onclose = close;
        found(database);
      };
    });
    opened.catch(() => (opened = undefined));
    return opened;
  }

  function close() {
    const closing = opened;
    opened = undefined;
    return closing?.then((database) => database.close());
  }

  // A write counts once it is on the disk: a phone may go dark the moment after a tap.
  async function act(store, mode, what) {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const asked = what(transaction.objectStore(store));
      transaction.oncomplete = () => done(asked?.result);
      transaction.onabort = () => failed(transaction.error);
    });
  }

  const get = (name) => act("plan", "readonly", (store) => store.get(name));
  const keep = (name, value) => act("plan", "readwrite", (store) => store.put(value, name));
  const drop = (name) => act("plan", "readwrite", (store) => store.delete(name));
  const entries = () => act("outbox", "readonly", (store) => store.getAll());

  async function forget() {
    await close();
    return new Promise((done) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = done;
    });
  }

  // The session ended: the plan goes, and what waits to be sent stays, with the words to say so and no page, as a phone
  // that is shared keeps it.
  async function lock() {
    const plan = await get("plan");
    if (!plan) return;
    const owner = await get("owner");
    const waits = (await entries()).some((entry) => entry.owner === owner);
    const { language, zone, halves, words, marks } = plan;
    await (waits ? keep("plan", { owner, language, zone, halves, words, marks }) : drop("plan"));
  }

  return {
    open,
    forget,
    lock,
    get,
    keep,
    drop,
    entries,
    write: (entry) => act("outbox", "readwrite", (store) => store.put(entry)),
    erase: (entry) => act("outbox", "readwrite", (store) => store.delete(entry.place)),
  };
})();
