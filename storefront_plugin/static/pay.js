// The card form of a shop with a real key: Stripe's Payment Element, mounted over the amount and currency of the quote.
// The browser only fetches a token for the card; the server checks the quote once more and collects.
(() => {
  const form = document.querySelector("form[data-stripe-key]");
  if (!form) return;
  const fault = document.getElementById("storefront-card-fault");
  const button = form.querySelector("button[type=submit]");
  const { stripeKey, amount, currency, locale, unavailable } = form.dataset;

  const tell = (text) => {
    fault.textContent = text;
    fault.hidden = !text;
    button.disabled = false;
  };

  if (typeof Stripe === "undefined") {
    tell(unavailable);
    // Where there is another way to pay, that one is left.
    button.disabled = form.querySelectorAll("[name=provider]").length === 1;
    return;
  }
  const colorPrimary = getComputedStyle(form).getPropertyValue("--storefront-accent").trim();
  const stripe = Stripe(stripeKey, { locale });
  const elements = stripe.elements({
    mode: "payment", amount: Number(amount), currency, appearance: { variables: { colorPrimary } },
  });
  elements.create("payment").mount("#storefront-card-form");

  form.addEventListener("submit", async (event) => {
    // Who pays by bank transfer needs no card.
    if (form.instrument.value || form.elements.provider.value !== "stripe") return;
    event.preventDefault();
    tell("");
    button.disabled = true;
    try {
      const { error: incomplete } = await elements.submit();
      if (incomplete) return tell(incomplete.message);
      const { error, confirmationToken } = await stripe.createConfirmationToken({ elements });
      if (error) return tell(error.message);
      form.instrument.value = confirmationToken.id;
      form.submit();
    } catch {
      tell(unavailable);
    }
  });

  // A browser that brings the page back as it was left brings back a token that is used up.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    form.instrument.value = "";
    tell("");
  });
})();
