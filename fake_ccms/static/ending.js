// Warns before the session ends for want of requests, and prolongs it at the press of a button.

const WARNING_S = 120;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const notice = document.getElementById("session-end");
const life = Number(notice.dataset.life);
const warning = Math.min(WARNING_S, life / 2);
let timer = 0;

// Every answer of the service begins the session's life anew.
function begin() {
  clearTimeout(timer);
  notice.replaceChildren();
  timer = setTimeout(warn, Math.min((life - warning) * 1000, LONGEST_TIMER_MS));
}

function warn() {
  const text = document.createElement("p");
  text.textContent = `Your session ends in ${inWords(warning)}. What is not saved by then cannot be saved until you sign in again.`;
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "button second small";
  stay.textContent = "Stay signed in";
  stay.addEventListener("click", prolong);
  notice.append(text, stay);
  timer = setTimeout(ended, warning * 1000);
}

function ended() {
  const text = document.createElement("p");
  text.textContent = "Your session has ended. What you entered is still on this page.";
  notice.replaceChildren(text);
}

async function prolong() {
  try {
    const answer = await fetch(notice.dataset.renew, { redirect: "error" });
    if (answer.ok) begin();
    else ended();
  } catch {
    ended();
  }
}

function inWords(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

document.addEventListener("sessionused", begin);
begin();
