// Tells the server which zone the phone is in. The server offers to move the plan there; nothing moves by itself.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  document.cookie = `phone_zone=${zone}; path=/; max-age=2592000; samesite=lax`;
}
