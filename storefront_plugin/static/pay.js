// The card form of a shop with a real key: Stripe's Payment Element, mounted over the amount and currency of the quote.
// The browser only fetches a token for the card; the server checks the quote once more and collects.
(() => {
  const form = document.querySelector("form[data-stripe-key]");
  if (!form || typeof Stripe === "undefined") return;
  const fault = document.getElementById("storefront-card-fault");
  const button = form.querySelector("button[type=submit]");
  const { stripeKey, amount, currency, locale } = form.dataset;
  const stripe = Stripe(stripeKey, { locale });
  const elements = stripe.elements({ mode: "payment", amount: Number(amount), currency });
  elements.create("payment").mount("#storefront-card-form");

  const tell = (text) => {
    fault.textContent = text;
    fault.hidden = !text;
    button.disabled = false;
  };

  form.addEventListener("submit", async (event) => {
    if (form.instrument.value) return;
    event.preventDefault();
    tell("");
    button.disabled = true;
    const { error: incomplete } = await elements.submit();
    if (incomplete) return tell(incomplete.message);
    const { error, confirmationToken } = await stripe.createConfirmationToken({ elements });
    if (error) return tell(error.message);
    form.instrument.value = confirmationToken.id;
    form.submit();
  });
})();
