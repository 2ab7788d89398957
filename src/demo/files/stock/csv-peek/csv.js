// Reads CSV as spreadsheets write it: quotes, doubled quotes, line breaks inside cells, comma, semicolon or tab.
export function parse(text) {
  text = text.replace(/^\ufeff/, "");
  const first = text.split(/\r?\n/, 1)[0];
  const mark = [",", ";", "\t"].map((c) => [first.split(c).length, c]).sort((a, b) => b[0] - a[0])[0][1];
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === mark) { row.push(cell); cell = ""; }
    else if (c === "\n") { row.push(cell.replace(/\r$/, "")); rows.push(row); row = []; cell = ""; }
    else cell += c;
  }
  if (cell !== "" || row.length > 0) { row.push(cell); rows.push(row); }
  return rows.filter((one) => one.some((value) => value.trim() !== ""));
}
