// What waits on the phone, put into the page at once: marked as not sent, and never beside the same from the server.
self.marks = (() => {
  const DOSES = ["dose", "extra", "other_time"];
  let parts;

  function part(name, fill = {}) {
    const copy = document.importNode(parts.getElementById(`mark-${name}`).content, true);
    for (const place of copy.querySelectorAll("[data-fill]")) place.textContent = fill[place.dataset.fill] ?? "";
    return copy;
  }

  const say = (name, fill = {}) =>
    Object.entries(fill).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), phone.plan.words[name]);

  // When a dose was taken, by what the patient said.
  function takenAt(entry) {
    const told = Object.fromEntries(entry.fields);
    if (entry.kind === "other_time") return phone.instant(told.day, told.time);
    if (told.when === "about") return new Date(told.slot_at);
    return new Date(told.when === "at" ? told.at : entry.made_at);
  }

  const field = (entry, name) => Object.fromEntries(entry.fields)[name];

  async function put() {
    const main = await place();
    if (!main || document.body.classList.contains("alarm")) return;
    const entries = await outbox.mine();
    const waiting = entries.filter((entry) => !entry.refused);
    const back = new Set(waiting.filter((entry) => entry.kind.startsWith("undo") || entry.kind === "untick").map(target));
    for (const entry of waiting) if (!back.has(entry.id)) putOne(main, entry);
    main.prepend(...entries.filter((entry) => entry.refused).map(refused));
    await line();
  }

  // Where marks go; nowhere before the phone has its words.
  async function place() {
    await phone.load();
    parts = phone.plan && phone.parse(phone.plan.marks);
    return parts && document.querySelector("main");
  }

  async function line() {
    const main = await place();
    if (!main) return;
    const waiting = (await outbox.mine()).filter((entry) => !entry.refused);
    const said = await state(waiting);
    main.querySelector(".state:not([role])")?.remove();
    if (said) main.prepend(said);
  }

  const target = (entry) => field(entry, "dose") || field(entry, "check_in") || field(entry, "tick");

  function putOne(main, entry) {
    if (DOSES.includes(entry.kind)) dose(main, entry);
    else if (entry.kind === "undo_dose") undone(main, target(entry));
    else if (entry.kind === "tick" || entry.kind === "untick") tick(main, entry);
    else if (entry.kind === "check_in") checkIn(main);
    else if (entry.kind === "talk") talk(main, entry);
    else if (entry.kind === "emergency") main.prepend(part("nobody-emergency"));
  }

  function dose(main, entry) {
    if (main.querySelector(`[data-dose="${entry.id}"]`)) return;
    const at = takenAt(entry);
    const course = field(entry, "course");
    const told = { time: phone.clock(at), amount: entry.words || phone.amount(course, Number(field(entry, "amount"))) };
    const list = main.querySelector(".doses");
    const beside = [...main.querySelectorAll(".needed form")].find((form) => form.course?.value === course);
    if (beside) beside.before(part("needed", { sentence: say("needed", told) }));
    const row = part("taken", told).firstElementChild;
    row.dataset.at = at.toISOString();
    row.dataset.dose = row.querySelector("form").dataset.dose = entry.id;
    const own = slotOf(main, entry);
    if (own) own.replaceWith(row);
    else if (list && isToday(course, at)) {
      const after = [...list.children].find((other) => Date.parse(other.dataset.at) > at.getTime());
      list.insertBefore(row, after || null);
    }
  }

  function slotOf(main, entry) {
    const day = field(entry, "slot_day");
    const forms = day ? [...main.querySelectorAll('.dose form[data-keep="dose"]')] : [];
    const same = (form) => ["course", "slot_day", "slot_wall"].every((name) => form[name]?.value === field(entry, name));
    return forms.find(same)?.closest(".dose");
  }

  function isToday(course, at) {
    const days = phone.plan.courses?.[course]?.days || [];
    const day = days.find((one) => Date.parse(one.from) <= Date.now() && Date.now() < Date.parse(one.until));
    return day && Date.parse(day.from) <= at && at < Date.parse(day.until);
  }

  function undone(main, id) {
    const row = main.querySelector(`.dose[data-dose="${id}"]`);
    if (!row) return;
    row.classList.add("taken-back");
    row.querySelector("form")?.remove();
    row.querySelector(".dose-words").append(part("waits"));
  }

  function tick(main, entry) {
    const isTick = entry.kind === "tick";
    const forms = [...main.querySelectorAll(`form[data-keep="${entry.kind}"]`)];
    const name = isTick ? "activity" : "tick";
    const form = forms.find((one) => one.dataset[name] === field(entry, name));
    if (!form) return;
    const button = form.querySelector("button");
    button.setAttribute("aria-pressed", String(isTick));
    button.querySelector(".box").classList.toggle("ticked", isTick);
    button.querySelector(".box").replaceChildren(...(isTick ? [part("taken").querySelector(".knot .icon")] : []));
    button.querySelector("span:last-child").append(part("waits"));
    if (isTick) Object.assign(form.dataset, { keep: "untick", tick: entry.id });
    else form.dataset.keep = "";
  }

  function checkIn(main) {
    main.querySelector('.row[href="/me/check-in/"] > span')?.append(part("waits"));
  }

  function talk(main, entry) {
    const asked = { asked: say("asked", { time: phone.clock(new Date(entry.made_at)) }) };
    const form = main.querySelector(`form[data-keep="talk"][data-course="${field(entry, "course")}"]`);
    if (form) {
      // The numbers stand in the mark; the page's own below would say them again.
      const below = form.closest(".sheet").nextElementSibling;
      if (below?.querySelector('a[href^="tel:"]')) below.remove();
      form.closest(".sheet").replaceWith(part("nobody-talk", asked));
    } else if (main.querySelector(".emergencies")) main.append(part("nobody-talk", asked));
    else main.prepend(part("nobody-talk", asked));
  }

  // One line, and only where there is something to say. No signal is no fault.
  async function state(waiting) {
    if (waiting.length && (await kept.get("signed_out"))) {
      const doses = waiting.filter((entry) => DOSES.includes(entry.kind)).length;
      return part("sign-in", { sentence: signIn(doses, waiting.length) });
    }
    if (phone.drawn || !navigator.onLine) return part("no-signal");
    return waiting.length ? part("unsent") : undefined;
  }

  function signIn(doses, all) {
    const { words } = phone.plan;
    if (doses !== all) return words.sign_in;
    return doses === 1 ? words.sign_in_one : words.sign_in_many.replace("#", doses);
  }

  function refused(entry) {
    const { words } = phone.plan;
    const isDose = DOSES.includes(entry.kind);
    const amount = isDose && (entry.words || phone.amount(field(entry, "course"), Number(field(entry, "amount"))));
    const what = isDose ? say("dose", { amount, time: phone.clock(takenAt(entry)) }) : words[entry.kind] || words.undo;
    const copy = part("refused", { what, said: entry.refused });
    copy.querySelector("button").addEventListener("click", async (event) => {
      event.target.closest(".band").remove();
      await kept.erase(entry);
    });
    return copy;
  }

  return { part, put, line, say, signIn, takenAt, DOSES, field };
})();
