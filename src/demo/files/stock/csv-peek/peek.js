import { parse } from "./csv.js";

const [head, body] = document.querySelectorAll("thead, tbody");
const LIMIT = 2000;
let names = [], rows = [], order = { column: -1, up: true };

const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });

function draw() {
  const wanted = document.getElementById("filter").value.toLowerCase();
  let shown = rows.filter((row) => row.some((value) => value.toLowerCase().includes(wanted)));
  if (order.column >= 0) {
    const way = order.up ? 1 : -1;
    shown = shown.toSorted((a, b) => way * (a[order.column] ?? "").localeCompare(b[order.column] ?? "", undefined, { numeric: true }));
  }
  body.replaceChildren(...shown.slice(0, LIMIT).map((row) => {
    const line = document.createElement("tr");
    line.append(...names.map((_, i) => cell("td", row[i] ?? "")));
    return line;
  }));
  const more = shown.length > LIMIT ? `, the first ${LIMIT} shown` : "";
  document.getElementById("count").textContent = `${shown.length} of ${rows.length} rows${more}`;
}

document.getElementById("file").addEventListener("change", async ({ target }) => {
  [names = [], ...rows] = parse(await target.files[0].text());
  order = { column: -1, up: true };
  const line = document.createElement("tr");
  line.append(...names.map((name, i) => {
    const button = cell("button", name || `Column ${i + 1}`);
    button.addEventListener("click", () => { order = { column: i, up: order.column !== i || !order.up }; draw(); });
    const head = document.createElement("th");
    head.append(button);
    return head;
  }));
  head.replaceChildren(line);
  draw();
});
document.getElementById("filter").addEventListener("input", draw);
