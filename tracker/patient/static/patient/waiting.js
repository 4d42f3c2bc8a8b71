// On the pages to sign in: the plan is not read here any more, and what was told waits safely on this phone. A phone
// that keeps nothing is left so.
(async () => {
  const found = (await indexedDB.databases?.()) || [];
  if (!found.some((database) => database.name === "shortcourse")) return;
  await kept.lock();
  await phone.load();
  const waiting = (await outbox.mine()).filter((entry) => !entry.refused);
  if (!phone.plan || !waiting.length) return;
  const doses = waiting.filter((entry) => marks.DOSES.includes(entry.kind)).length;
  const line = Object.assign(document.createElement("p"), { className: "band strong", role: "status" });
  line.textContent = marks.signIn(doses, waiting.length);
  document.querySelector("main").prepend(line);
})();
