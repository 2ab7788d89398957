// Searches the pages in the list on the left. They are fetched once, when somebody begins to type.
const list = document.getElementById("pages");
const field = document.getElementById("search");
const links = [...list.querySelectorAll("a")].map((a) => ({ href: a.getAttribute("href"), title: a.textContent, item: a.parentElement }));
let pages;

async function load() {
  pages = await Promise.all(links.map(async (link) => {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const parts = [...page.querySelectorAll("main h2")].map((head) => ({ id: head.id, title: head.textContent }));
    return { ...link, parts, text: page.querySelector("main").textContent.toLowerCase() };
  }));
}

field.addEventListener("input", async () => {
  if (!pages) await load();
  const wanted = field.value.trim().toLowerCase();
  for (const page of pages) {
    page.item.hidden = wanted !== "" && !page.text.includes(wanted);
    page.item.querySelector("ul")?.remove();
    const hits = wanted === "" ? [] : page.parts.filter((part) => part.title.toLowerCase().includes(wanted));
    if (hits.length === 0) continue;
    const inner = document.createElement("ul");
    for (const hit of hits) {
      const a = Object.assign(document.createElement("a"), { href: `${page.href}#${hit.id}`, textContent: hit.title });
      inner.appendChild(document.createElement("li")).append(a);
    }
    page.item.append(inner);
  }
});
