// Draws what the phone keeps, with the server's own words and markup; no rule is made here.
self.phone = (() => {
  const TODAY = "/me/";
  let plan;
  let drawn = "";
  let timer;

  const load = async () => (plan = await kept.get("plan"));

  // A page that is kept, as a document; undefined where none is.
  function find(name, now = Date.now()) {
    if (!plan?.lines) return undefined;
    let page = plan.pages[plan.leads[name] || name];
    if (name === TODAY) page = plan.today.filter((one) => Date.parse(one.from) <= now).at(-1)?.page || plan.today[0].page;
    return page && byDay(parse(page.map((place) => plan.lines[place]).join("\n")), now);
  }

  // Today and yesterday are those of the day on which the page is opened, not of the one on which it was kept.
  function byDay(page, now) {
    const today = new Date(now).toLocaleDateString("sv", { timeZone: plan.zone });
    page.querySelectorAll('form[data-keep="other_time"] input[name="day"]').forEach((field, back) => {
      field.value = new Date(Date.parse(today) - back * 86_400_000).toISOString().slice(0, 10);
    });
    return page;
  }

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  function show(page) {
    clearTimeout(timer);
    document.title = `${page.title.trim()} · Shortcourse`;
    document.documentElement.lang = plan?.language || document.documentElement.lang;
    document.body.className = page.body.className;
    for (const field of page.querySelectorAll('input[name="id"]')) field.value ||= crypto.randomUUID();
    document.body.replaceChildren(...page.body.children);
    window.scrollTo(0, 0);
    (document.querySelector("[autofocus]") || document.querySelector("main")).focus();
  }

  // The page of a path without a signal. False where nothing of it is kept.
  async function draw(name, path = name) {
    await load();
    const page = find(name);
    if (!page) return false;
    drawn = name;
    if (path !== location.pathname) history.pushState({}, "", path);
    show(page);
    if (name === TODAY) await today();
    // "I have stopped taking it" opens the check-in with that answer.
    const said = new URLSearchParams(location.search).get("use");
    if (said === "stopped") document.querySelector('input[name="use"][value="stopped"]')?.click();
    await marks.put();
    return true;
  }

  // Today changes by the clock alone: it is drawn again when it does. When all that is kept has passed, no dose is shown
  // as today's.
  async function today() {
    const next = plan.today.map((one) => Date.parse(one.from)).find((at) => at > Date.now());
    if (next) timer = setTimeout(() => drawn === TODAY && draw(TODAY), Math.min(next - Date.now() + 500, 2 ** 30));
    if (Date.now() >= Date.parse(plan.until)) {
      document.querySelector(".doses")?.remove();
      document.querySelector("main").prepend(marks.part("old"));
    }
  }

  const number = (amount) => {
    const part = { 0.25: "¼", 0.5: "½", 0.75: "¾" }[amount % 1];
    return part ? `${Math.trunc(amount) || ""}${part}` : amount.toLocaleString(plan.language, { maximumFractionDigits: 4 });
  };

  function amount(course, count) {
    const words = plan?.courses?.[course]?.amounts;
    return words ? words[count > 0 && count <= 1 ? 0 : 1].replace("#", number(count)) : String(count);
  }

  function clock(at) {
    const told = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: plan?.zone };
    const wall = new Intl.DateTimeFormat("en", told).format(at);
    const [hour, minute] = wall.split(":");
    if (!plan?.halves) return wall;
    return `${hour % 12 || 12}:${minute}\u00a0${plan.halves[hour < 12 ? 0 : 1]}`;
  }

  // The instant of a wall time in the patient's zone.
  function instant(day, time) {
    const guess = new Date(`${day}T${time}Z`);
    const there = new Date(`${guess.toLocaleString("sv", { timeZone: plan?.zone }).replace(" ", "T")}Z`);
    return new Date(guess - (there - guess));
  }

  return {
    TODAY, load, find, parse, show, draw, amount, clock, instant,
    get plan() { return plan; },
    get drawn() { return drawn; },
  };
})();
