// The page "play the customer": suggestions fill the chat's field, and one button makes a new customer.
for (const button of document.querySelectorAll("[data-try]")) {
  button.addEventListener("click", () => {
    document.dispatchEvent(new CustomEvent("handoffdesk:compose", { detail: button.textContent.trim() }));
  });
}
document.querySelector("[data-fresh]").addEventListener("click", () => {
  document.dispatchEvent(new CustomEvent("handoffdesk:forget"));
  window.location.reload();
});
