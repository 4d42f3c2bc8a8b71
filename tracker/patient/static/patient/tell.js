// Forms that say `data-keep` go by the outbox: kept first, sent then. Without this script they are sent as any form.
(() => {
  // How long somebody may wait for the page with the number of their very symptom, in milliseconds.
  const AT_ONCE = 1500;
  let ready = false;
  Promise.all([kept.open(), kept.get("owner")]).then(
    () => (ready = Boolean(navigator.locks)),
    () => {},
  );

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form?.dataset.keep || !ready) return;
    const entry = entryOf(form, event.submitter);
    if (!entry && !phone.drawn) return;
    event.preventDefault();
    if (!entry) wrong(form);
    else if (!form.dataset.sent) tell(form, entry, event.submitter);
  });

  // What a form says, undefined where it could not be logged as it stands: then the server's page says why.
  function entryOf(form, button) {
    const told = new FormData(form, button);
    for (const name of ["course", "dose", "check_in", "tick", "activity", "day", "amount"]) {
      if (form.dataset[name] && !told.has(name)) told.append(name, form.dataset[name]);
    }
    if (["extra", "other_time"].includes(form.dataset.keep)) {
      const amount = told.get("amount").trim().replace(",", ".").replace("½", ".5");
      if (!(Number(amount) > 0 && Number(amount) <= 1000)) return undefined;
      told.set("amount", amount);
      if (form.dataset.keep === "other_time" && !/^\d\d:\d\d/.test(told.get("time"))) return undefined;
    }
    const now = new Date();
    if (button?.dataset.minutes) {
      told.set("at", new Date(now - button.dataset.minutes * 60_000).toISOString());
      told.set("by_phone", "on");
    }
    // The days of a page that is kept are those of the phone's clock.
    if (form.dataset.keep === "other_time" && phone.drawn) told.set("by_phone", "on");
    told.delete("csrfmiddlewaretoken");
    return {
      kind: form.dataset.keep,
      id: told.get("id") || crypto.randomUUID(),
      made_at: now.toISOString(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "",
      fields: [...told].filter(([name]) => name !== "id"),
      asked_at: phone.drawn || !navigator.onLine ? 0 : Date.now(),
    };
  }

  function wrong(form) {
    form.querySelector(".wrong-here")?.remove();
    const said = marks.part("wrong").firstElementChild;
    said.classList.add("wrong-here");
    const place = form.querySelector("input:not([type=hidden])");
    place.closest(".field").append(said);
    place.focus();
  }

  async function tell(form, entry, button) {
    form.dataset.sent = "yes";
    // Without a signal a kind word is said before a dose is kept; with one, the server says it.
    const isOffline = phone.drawn || !navigator.onLine;
    if (isOffline && !marks.field(entry, "said")) {
      await phone.load();
      const words = before.words(entry, await outbox.mine());
      if (words) return before.show(entry, words);
    }
    const id = marks.field(entry, "dose") || marks.field(entry, "check_in") || marks.field(entry, "tick");
    const isBack = entry.kind.startsWith("undo") || entry.kind === "untick";
    if (isBack && (await outbox.takeBack(id))) return phone.draw(phone.TODAY);
    await outbox.add(entry);
    if (entry.kind === "emergency") return emergency(entry);
    if (button) button.setAttribute("aria-busy", "true");
    const told = await outbox.flush(isOffline ? undefined : entry.id);
    if (told.asks) return asks(told.asks);
    if (told.to) return location.assign(told.to);
    await outbox.later();
    if (told.signed_out && !phone.drawn) return location.assign("/accounts/patient/?next=/me/");
    await shown(entry);
  }

  // The number first, at once; whether anybody has it is said beside it.
  async function emergency(entry) {
    const name = `#${marks.field(entry, "symptom")} ${marks.field(entry, "course")}`;
    const isShown = await alarm(name, entry, "check_in");
    const sent = outbox.flush(entry.id);
    // No number is in sight yet: nobody waits for the network before one is.
    await (isShown ? sent : Promise.race([sent, new Promise((over) => setTimeout(over, AT_ONCE))]));
    const waits = (await outbox.mine()).some((other) => other.id === entry.id);
    if (!isShown) location.assign(waits ? "/me/urgent/" : `/me/check-ins/${entry.id}/urgent/`);
    else if (!waits) document.querySelector("[data-sent]")?.replaceChildren(...marks.part("alarm-sent").children);
    if (waits) await outbox.later();
  }

  async function alarm(name, entry, what) {
    if (!(await phone.draw(name, "/me/urgent/"))) return false;
    document.querySelector("form[data-keep]").dataset[what] = entry.id;
    document.querySelector("[data-sent]").replaceChildren(...marks.part("alarm-unsent").children);
    return true;
  }

  // The server has something to say before the dose is logged; nothing of it is recorded yet.
  function asks(page) {
    phone.show(phone.parse(page));
  }

  // Where one is led when it waits on the phone.
  async function shown(entry) {
    await phone.load();
    if (marks.DOSES.includes(entry.kind) && before.isFar(entry, await outbox.mine())) {
      if (await alarm(`#too_much ${marks.field(entry, "course")}`, entry, "dose")) return;
    }
    const there = entry.kind === "talk" ? location.pathname : phone.TODAY;
    if (!(await phone.draw(there))) location.assign(phone.TODAY);
    if (entry.kind === "check_in") document.querySelector("main").prepend(marks.part("thanks"));
  }
})();
