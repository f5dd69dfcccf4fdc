// Starts an interview page that the browser builds.

import { Session } from "./session.js";

const screen = JSON.parse(document.getElementById("screen").textContent);
new Session(document.getElementById("main")).show(screen, { push: false });
