// Sums are worked out in hundredths, so that nothing is lost on the way.
const money = (cents) => (cents / 100).toLocaleString("en", { minimumFractionDigits: 2 });
const number = (el) => Number.parseFloat(el.textContent.replace(",", ".")) || 0;
const body = document.querySelector("tbody");

function reckon() {
  let net = 0;
  for (const row of body.rows) {
    const sum = Math.round(number(row.querySelector("[data-quantity]")) * Math.round(number(row.querySelector("[data-each]")) * 100));
    row.querySelector("[data-sum]").textContent = money(sum);
    net += sum;
  }
  const tax = Math.round(net * number(document.getElementById("rate")) / 100);
  document.getElementById("net").textContent = money(net);
  document.getElementById("tax").textContent = money(tax);
  document.getElementById("total").textContent = money(net + tax);
}

document.addEventListener("input", reckon);
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("add").addEventListener("click", () => {
  const row = body.rows[body.rows.length - 1].cloneNode(true);
  row.cells[0].textContent = "";
  row.querySelector("[data-quantity]").textContent = "1";
  row.querySelector("[data-each]").textContent = "0.00";
  body.append(row);
  reckon();
});
reckon();
