// Asks whether another edition fits this visitor better, and shows what the server answers. Without it the page is whole.
(() => {
  const { storefrontSuggestion: address } = document.currentScript.dataset;
  const show = async () => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.status !== 200) return;
    document.body.insertAdjacentHTML("beforeend", await answer.text());
    const hint = document.querySelector(".storefront-suggestion");
    hint.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const { action } = event.target;
      fetch(action, { method: "POST", body: new URLSearchParams(new FormData(event.target)), redirect: "manual" });
      hint.remove();
    });
  };
  // A hint that cannot be had is no fault of the page.
  show().catch(() => {});
})();
