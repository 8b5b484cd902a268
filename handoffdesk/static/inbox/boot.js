/** What the page was served with: who is logged in, where things are. */
export const boot = JSON.parse(document.getElementById("boot").textContent);
