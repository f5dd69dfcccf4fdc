// A form that is on its way is not sent again. The server checks this too.

export function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Coming back by the browser's Back button can show this same page again.
  window.addEventListener("pageshow", () => {
    sent = false;
    document.getElementById("main").removeAttribute("aria-busy");
  });
}

for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
