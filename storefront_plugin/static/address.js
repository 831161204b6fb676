// Shows the address fields of another country as soon as it is chosen. Without it the button beside the list does so.
(() => {
  for (const form of document.querySelectorAll("[data-storefront-address]")) {
    const country = form.querySelector("[name=country]");
    const fields = form.querySelector(".storefront-fields");
    let asked = new AbortController();
    const show = async () => {
      // Whoever walks through the list with the arrow keys means the last one.
      asked.abort();
      asked = new AbortController();
      const query = new URLSearchParams({ country: country.value });
      const answer = await fetch(`${form.dataset.storefrontAddress}?${query}`, { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      const html = await answer.text();
      const written = new Map([...fields.querySelectorAll("[name]")].map((input) => [input.name, input.value]));
      fields.innerHTML = html;
      for (const input of fields.querySelectorAll("input[name]")) input.value ||= written.get(input.name) ?? "";
    };
    const button = form.querySelector("[name=change_country]");
    country.addEventListener("change", () => {
      show().catch((fault) => {
        if (fault.name !== "AbortError") button.click();
      });
    });
  }
})();
