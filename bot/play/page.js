// Puts Discord's list of channels and people beside simcord's page of one channel, and says in words
// what goes wrong. This classic script in <head> runs before the page's modules, so that it can
// extend their fetch() of "/api/pages" and "/api/action".
"use strict";
const send = window.fetch;
const TOKEN = location.hash.slice(1);
let acted = -Infinity; // when this tab last did something

const WELCOME = `<h2>Welcome to Proctor's try-out page</h2>
<p>The real bot answers here; only Discord around it is simulated, on your computer.</p>
<ul><li>Type <b>/quiz</b> below and choose the command. Its options are optional.</li>
<li>Choose <b>audience: group</b> for a quiz with others. Its thread appears in the list of channels.</li>
<li>Type <b>/exam start</b> for a mock exam, in a private thread of your own.</li>
<li>Be somebody else: the list says who you are. Each tab can be another person.</li></ul>`;

// --- simcord's requests -----------------------------------------------------------------------

window.fetch = async (url, options = {}) => {
  if (url === "/api/pages") { // open this tab as the person, and in the channel, of its address
    const viewer = new URLSearchParams(location.search).get("user");
    const response = await send(url + location.search, { ...options, body: JSON.stringify({ viewer_id: viewer }) });
    if (response.status === 401) note("This address is from an earlier start. Open the one that was printed last.");
    else if (!response.ok) note("Too many tabs are open. Close some, then reload this one.");
    return response;
  }
  if (url !== "/api/action") return send(url, options);
  acted = performance.now();
  const slow = setTimeout(() => note("Waiting for the bot …", "calm"), 1000);
  try {
    const response = await act(url, options);
    judge(response.ok ? await response.clone().json() : null);
    return response;
  } catch (error) {
    note("The bot has stopped. Start it again, and open the address that it prints.");
    throw error;
  } finally { clearTimeout(slow); }
};

// An action refers to the page as last read, up to half a second ago. If the bot has posted
// since, it is refused; but it names its button exactly, so repeat it for the page as it is.
async function act(url, options) {
  const response = await send(url, options);
  if (!response.ok) return response;
  const receipt = await response.clone().json();
  if (!receipt.diagnostics.some((item) => item.code === "stale-revision")) return response;
  const form = options.body instanceof FormData ? options.body : null;
  const action = JSON.parse(form ? form.get("payload") : options.body);
  const body = JSON.stringify({ ...action, published_revision: receipt.revision });
  form?.set("payload", body);
  return send(url, { ...options, body: form ?? body });
}

function judge(receipt) {
  const codes = receipt?.diagnostics.map((item) => item.code) ?? [];
  if (!receipt) note("The page could not reach the bot. Reload it; if that does not help, start the bot again.");
  else if (receipt.settlement === "timeout") note("The bot is still at work on that. Its answer appears here when it is ready.", "calm");
  else if (receipt.settlement === "failed") note("Something failed inside the bot. The terminal in which it runs says what.");
  else if (receipt.settlement === "cancelled") note("The bot was stopped before it could answer.");
  else if (receipt.rejected && !codes.includes("busy")) note(receipt.diagnostics[0]?.message ?? "That is not possible here.");
  else if (receipt.acknowledgement === "unacknowledged") note("The bot did not answer.");
  else if (!receipt.rejected) note("");
}

// --- the list ---------------------------------------------------------------------------------

const nav = Object.assign(document.createElement("nav"), { id: "play", ariaLabel: "Channels and people" });
const box = Object.assign(document.createElement("p"), { id: "play-note", hidden: true });
box.setAttribute("role", "alert");

let calming;
function note(text, kind = "") { // what is "calm" goes away by itself
  clearTimeout(calming);
  if (kind) calming = setTimeout(() => note(""), 8000);
  box.textContent = text;
  box.className = kind;
  box.hidden = !text;
}

function show(list) {
  if (list === nav.dataset.shown) return;
  nav.dataset.shown = nav.innerHTML = list;
  for (const link of nav.querySelectorAll("a")) link.hash = TOKEN;
  const name = (kind) => nav.querySelector(`${kind}[aria-current] span`)?.textContent ?? "";
  document.title = `${name(":not(.user)")} · ${name(".user")} · Proctor`;
  document.body.dataset.room = nav.querySelector(":not(.user)[aria-current]")?.classList[0] ?? "";
}

async function poll() {
  try {
    const response = await send("/play/list" + location.search, { headers: { "X-Simcord-Capability": TOKEN } });
    nav.classList.toggle("stopped", !response.ok);
    if (response.ok) {
      const { html, trouble } = await response.json();
      show(html);
      sessionStorage.setItem("play", html);
      if (trouble && trouble.number > Number(sessionStorage.getItem("trouble"))) {
        sessionStorage.setItem("trouble", trouble.number);
        note(`Something failed inside the bot: ${trouble.text}. The terminal in which it runs says more.`);
      }
    }
  } catch { nav.classList.add("stopped"); }
  setTimeout(poll, 500);
}

// A channel mentioned in a message, or the thread below one: its id is that of the message.
function linked(target) {
  const thread = target.closest(".thread-summary")?.closest("[data-message-id]")?.dataset.messageId;
  const name = target.closest(".mention")?.textContent.replace(/^#/, "");
  const rooms = [...nav.querySelectorAll("a:not(.user)")];
  return rooms.find((room) => room.dataset.id === thread)
    ?? rooms.findLast((room) => room.querySelector("span").textContent === name);
}

// simcord's page shows "in 29 seconds" until something else changes, and a note about each new thread
// where the message that the thread hangs on says it already.
const SPANS = [["second", 1, 60], ["minute", 60, 3600], ["hour", 3600, 86400], ["day", 86400, Infinity]];
const words = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });

function freshen() {
  for (const time of document.querySelectorAll("time.discord-timestamp")) {
    if (!/^in |^now$| ago$/.test(time.textContent)) continue; // another style than relative
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, length] = SPANS.find(([, , end]) => Math.abs(seconds) < end);
    time.textContent = words.format(Math.round(seconds / length), unit);
  }
  for (const icon of document.querySelectorAll(".message-system-icon"))
    if (icon.textContent === "thread") icon.closest("article").hidden = true;
}

// simcord's page stays where it is when something new comes; whoever just acted wants to see it.
function followAnswers() {
  const timeline = document.getElementById("channel-timeline");
  const app = document.getElementById("preview-app");
  const down = () => { timeline.scrollTop = timeline.scrollHeight; };
  new MutationObserver((_, opening) => {
    if (app.getAttribute("aria-busy") !== "false") return;
    down();
    opening.disconnect();
  }).observe(app, { attributes: true });
  new MutationObserver(() => { // twice, as that page moves itself when it has drawn
    if (performance.now() - acted < 3000) for (const delay of [50, 300]) setTimeout(down, delay);
  }).observe(document.getElementById("channel-message-list"), { childList: true });
}

// Discord asks for suggestions as soon as an option is opened; simcord's page once something is typed.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".command-option-input[role=combobox]") && target.value === "")
    target.dispatchEvent(new Event("input", { bubbles: true }));
});

addEventListener("DOMContentLoaded", () => {
  const menu = Object.assign(document.createElement("button"), { id: "play-menu", ariaLabel: "Channels and people", textContent: "☰" });
  const welcome = Object.assign(document.createElement("section"), { id: "play-welcome", innerHTML: WELCOME });
  document.getElementById("preview-workspace").prepend(nav);
  document.querySelector(".channel-header").prepend(menu);
  document.getElementById("channel-timeline").prepend(welcome);
  document.body.append(box);
  followAnswers();
  show(sessionStorage.getItem("play") ?? ""); // the last list, until the first poll
  poll();
  setInterval(freshen, 500);
  document.addEventListener("click", ({ target }) => {
    document.body.classList.toggle("play-open", target === menu && !document.body.classList.contains("play-open"));
    if (target === box) note("");
    const room = linked(target);
    if (room) room.click();
    else setTimeout(() => linked(target)?.click(), 700); // a new thread is listed at the next poll
  });
});
