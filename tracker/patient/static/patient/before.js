// The kind word before a dose without a signal. The limits are the server's; here amounts and instants are compared.
self.before = (() => {
  const dayOf = (course, at) => course?.days.find((day) => Date.parse(day.from) <= at && at < Date.parse(day.until));

  // What waits of the same course and still stands.
  function others(entry, entries) {
    const back = new Set(entries.map((other) => marks.field(other, "dose")));
    const course = marks.field(entry, "course");
    return entries.filter(
      (other) =>
        marks.DOSES.includes(other.kind) && other.id !== entry.id && !back.has(other.id) && marks.field(other, "course") === course,
    );
  }

  function facts(entry, entries) {
    const course = phone.plan?.courses?.[marks.field(entry, "course")];
    const at = marks.takenAt(entry).getTime();
    const day = dayOf(course, at);
    const waiting = others(entry, entries);
    const sameDay = waiting.filter((other) => day && dayOf(course, marks.takenAt(other).getTime()) === day);
    const logged = sameDay.reduce((sum, other) => sum + Number(marks.field(other, "amount")), day?.logged || 0);
    const total = Math.round((logged + Number(marks.field(entry, "amount"))) * 10_000) / 10_000;
    return { course, at, day, waiting, logged, total };
  }

  function isFar(entry, entries) {
    const { day, total } = facts(entry, entries);
    if (!day) return false;
    return (day.far_from !== null && total >= day.far_from) || (day.far_above !== null && total > day.far_above);
  }

  // The page to show and its lines, undefined where nothing is to be said.
  function words(entry, entries) {
    if (!marks.DOSES.includes(entry.kind)) return undefined;
    const { course, at, day, waiting, logged, total } = facts(entry, entries);
    if (!day) return undefined;
    const lines = [...tooSoon(entry, course, day, at, waiting)];
    const when = asksWhen(entry, course, waiting);
    if (when) lines.push(marks.say("just"));
    const isOver = day.prescribed !== null && total > day.prescribed;
    if (entry.kind !== "extra") {
      if (isOver) lines.push(day.says.over, marks.say("so_far", { amount: phone.amount(marks.field(entry, "course"), logged) }));
      if (day.says.always) lines.push(day.says.always);
    }
    const isMuch = isFar(entry, entries);
    if (!lines.length && !isMuch) return undefined;
    return { page: isMuch ? "far" : when ? "when" : "before", lines };
  }

  function tooSoon(entry, course, day, at, waiting) {
    if (!day.apart || marks.field(entry, "when") === "about") return [];
    const exact = waiting.filter((other) => marks.field(other, "when") !== "about").map((other) => marks.takenAt(other));
    const all = [Date.parse(course.last_exact), ...exact.map(Number)].filter((one) => !Number.isNaN(one));
    const near = all.sort((one, other) => Math.abs(at - one) - Math.abs(at - other))[0];
    if (near === undefined || Math.abs(at - near) >= day.apart * 1000) return [];
    return [marks.say("near", { time: phone.clock(new Date(near)) }), day.says.soon].filter(Boolean);
  }

  // A second tap within minutes: when was it taken? Unless that was said.
  function asksWhen(entry, course, waiting) {
    if (entry.kind !== "dose" || marks.field(entry, "when") === "at") return false;
    const taps = [Date.parse(course.last_logged), ...waiting.map((other) => Date.parse(other.made_at))];
    return taps.some((tap) => Date.now() - tap < course.just_now * 1000);
  }

  async function show(entry, { page, lines }) {
    const course = marks.field(entry, "course");
    await phone.draw(`#${page} ${course}`, location.pathname);
    const slot = marks.field(entry, "slot_at");
    const fill = {
      amount: phone.amount(course, Number(marks.field(entry, "amount"))),
      time: phone.clock(page === "when" && slot ? new Date(slot) : marks.takenAt(entry)),
      now: phone.clock(new Date()),
    };
    const main = document.querySelector("main");
    for (const line of [...main.querySelectorAll("p")].filter((one) => one.textContent === "{lines}")) {
      line.replaceWith(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    }
    replaceIn(main, fill);
    const forms = [...main.querySelectorAll("form")];
    if (page === "when" && (!slot || Date.parse(slot) > Date.now())) forms.shift().remove();
    const about = page === "when" && forms.length > 1 ? forms[0] : undefined;
    for (const form of forms) put(form, entry, form === about ? slot : undefined);
  }

  function replaceIn(node, fill) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      text.data = text.data.replace(/\{(amount|time|now)\}/g, (_, name) => fill[name]);
    }
  }

  // The form that logs it all the same: at the instant of the first tap, or about its slot's time.
  function put(form, entry, slot) {
    const isNow = entry.kind === "extra" || marks.field(entry, "when") === "now";
    const isByPhone = !slot && (isNow || marks.field(entry, "by_phone"));
    const fields = {
      id: entry.id,
      course: marks.field(entry, "course"),
      amount: marks.field(entry, "amount"),
      slot_day: marks.field(entry, "slot_day") || "",
      slot_wall: marks.field(entry, "slot_wall") || "",
      slot_at: marks.field(entry, "slot_at") || "",
      when: "at",
      at: slot || marks.takenAt(entry).toISOString(),
      about: slot || marks.field(entry, "when") === "about" ? "on" : "",
      by_phone: isByPhone ? "on" : "",
      said: "without_signal",
    };
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  return { words, isFar, show };
})();
