// Reminders on this phone: at each load what the phone is subscribed with is told again, and a new key of the server's
// takes the place of an old one. On the page of reminders it shows how things stand and turns them on.
(() => {
  const states = document.querySelector("[data-push-states]");
  const owner = document.querySelector('meta[name="owner"]');
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
  const isInstalled = navigator.standalone || matchMedia("(display-mode: standalone)").matches;
  const isAble = "serviceWorker" in navigator && "PushManager" in self && "Notification" in self && "kept" in self;

  function say(state) {
    for (const part of states?.querySelectorAll("[data-push]") || []) part.hidden = part.dataset.push !== state;
  }

  async function tell(told) {
    const answer = await fetch("/me/push/", {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf"]')?.content || "" },
      body: new URLSearchParams(told),
    });
    // Refused (422) is an answer too: it carries the key to subscribe with instead.
    if (!answer.ok && answer.status !== 422) throw new Error("push was not told");
    return answer.json();
  }

  const subscribe = (registration, key) =>
    registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });

  const keyOf = (subscription) => {
    const bytes = subscription.options?.applicationServerKey;
    if (!bytes) return "";
    const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
    return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  async function told(subscription, key, former) {
    const { endpoint, keys } = subscription.toJSON();
    const answer = await tell({ address: endpoint, ...keys, vapid_key: key, former: former || "" });
    if (answer.phone) await self.kept.keep("push", { key, address: endpoint });
    return answer;
  }

  // The phone's own subscription told again; under a new key of the server's it subscribes anew, and says what it was.
  async function again(registration) {
    const there = await registration.pushManager.getSubscription();
    if (!there) return "";
    const had = (await self.kept.get("push")) || {};
    const key = keyOf(there) || had.key || "";
    const answer = await told(there, key, had.address);
    if (answer.code === "not_here") return letGo(there);
    if (!answer.key || answer.key === key) return answer.phone;
    await there.unsubscribe();
    return (await told(await subscribe(registration, answer.key), answer.key, there.endpoint)).phone;
  }

  // It was taken out on another phone, or others use this one by now.
  async function letGo(there) {
    await there.unsubscribe();
    await self.kept.drop("push");
    return "";
  }

  async function turnOn() {
    say("asking");
    try {
      // Asked within the tap: some browsers show nothing otherwise.
      const permission = await Notification.requestPermission();
      if (permission === "denied") return say("blocked");
      if (permission !== "granted") return say("off");
      const { key } = await tell({});
      const registration = await navigator.serviceWorker.ready;
      const there = await registration.pushManager.getSubscription();
      await there?.unsubscribe();
      const answer = await told(await subscribe(registration, key), key, there?.endpoint);
      if (!answer.phone) return say("failed");
      // Among the first steps this was the answer.
      const step = document.querySelector("form[data-push-then]");
      if (step) step.requestSubmit();
      else location.reload();
    } catch {
      say("failed");
    }
  }

  function mark(phone) {
    const here = phone && document.querySelector(`[data-phone="${phone}"]`);
    if (!here) return;
    here.querySelector("[data-this]").hidden = false;
    here.querySelector("[data-other]").hidden = true;
    here.addEventListener("submit", async (event) => {
      if (event.submitter?.value !== "remove" || here.dataset.sent) return;
      event.preventDefault();
      here.dataset.sent = "yes";
      const registration = await navigator.serviceWorker.getRegistration("/me/");
      const there = await registration?.pushManager.getSubscription();
      await there?.unsubscribe().catch(() => {});
      await self.kept.drop("push").catch(() => {});
      here.requestSubmit(event.submitter);
    });
  }

  async function start() {
    if (!owner) return;
    if (!isAble) return say(isApple && !isInstalled ? "install" : "unsupported");
    if (Notification.permission === "denied") return say("blocked");
    for (const button of states?.querySelectorAll('[data-push-act="on"]') || []) button.addEventListener("click", turnOn);
    if (Notification.permission !== "granted") return say("off");
    const registration = await navigator.serviceWorker.ready;
    try {
      const phone = await again(registration);
      say(phone ? "on" : "off");
      mark(phone);
    } catch {
      say((await registration.pushManager.getSubscription()) ? "on" : "off");
    }
  }

  start();
})();
