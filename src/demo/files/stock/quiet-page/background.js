// Runs inside the page. Everything it does is noted in attributes, so that the second click undoes it.
function quiet() {
  const root = document.documentElement;
  if (root.hasAttribute("data-quiet")) {
    root.removeAttribute("data-quiet");
    document.querySelectorAll("[data-quiet-hidden]").forEach((el) => el.removeAttribute("data-quiet-hidden"));
    document.getElementById("quiet-page-style")?.remove();
    return false;
  }
  const style = document.createElement("style");
  style.id = "quiet-page-style";
  style.textContent = `
    [data-quiet-hidden] { display: none !important }
    html[data-quiet], html[data-quiet] body { overflow: auto !important }
    html[data-quiet] *, html[data-quiet] *::before, html[data-quiet] *::after {
      animation: none !important; transition: none !important
    }`;
  document.head.append(style);
  root.setAttribute("data-quiet", "");
  for (const el of document.body.querySelectorAll("*")) {
    const { position } = getComputedStyle(el);
    const floats = position === "fixed" || position === "sticky";
    if (floats && !el.closest("dialog[open]") && el.offsetHeight > 0) el.setAttribute("data-quiet-hidden", "");
  }
  document.querySelectorAll("video, audio").forEach((media) => media.pause());
  return true;
}

chrome.action.onClicked.addListener(async (tab) => {
  const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: quiet });
  await chrome.action.setTitle({ tabId: tab.id, title: result ? "Bring it back" : "Quiet this page" });
});
