// The button to buy says the price of the edition that is chosen.
document.addEventListener('change', event => {
  const { price } = event.target.dataset;
  if (price === undefined) return;
  for (const place of document.querySelectorAll('[data-shown-price]')) place.textContent = price;
});
