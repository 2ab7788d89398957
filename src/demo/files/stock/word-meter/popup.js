import { measure } from "./count.js";

const show = (id, value) => { document.getElementById(id).textContent = value; };

const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
try {
  const [{ result }] = await chrome.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => {
      const chosen = String(window.getSelection());
      const body = document.querySelector("article, main") ?? document.body;
      return { chosen: chosen.trim() !== "", text: chosen.trim() || body.innerText };
    },
  });
  show("source", result.chosen ? "The selection" : "The whole page");
  for (const [id, value] of Object.entries(measure(result.text))) show(id, value.toLocaleString());
} catch {
  show("source", "This page does not let extensions read it.");
}
