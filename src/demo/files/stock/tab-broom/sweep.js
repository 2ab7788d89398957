// Decides what to close and in which order the rest stands. Knows no browser, so that it can be tested alone.
export function plan(tabs) {
  const key = (tab) => tab.url.replace(/#.*$/, "").replace(/\/$/, "");
  const kept = new Map();
  const close = [];
  for (const tab of tabs) {
    const twin = kept.get(key(tab));
    if (twin === undefined) {
      kept.set(key(tab), tab);
    } else if (tab.pinned || (tab.active && !twin.pinned)) {
      // The one in front of you, or the pinned one, stays.
      close.push(twin.id);
      kept.set(key(tab), tab);
    } else {
      close.push(tab.id);
    }
  }
  const site = (tab) => { try { return new URL(tab.url).hostname.replace(/^www\./, ""); } catch { return ""; } };
  const order = [...kept.values()]
    .filter((tab) => !tab.pinned)
    .sort((a, b) => site(a).localeCompare(site(b)) || a.index - b.index)
    .map((tab) => tab.id);
  return { close, order };
}
