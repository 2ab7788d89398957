import { plan } from "./sweep.js";

chrome.action.onClicked.addListener(async (tab) => {
  const tabs = await chrome.tabs.query({ windowId: tab.windowId });
  const { close, order } = plan(tabs);
  if (close.length > 0) await chrome.tabs.remove(close);
  const pinned = tabs.filter((one) => one.pinned && !close.includes(one.id)).length;
  if (order.length > 0) await chrome.tabs.move(order, { index: pinned });
  await chrome.action.setBadgeText({ text: close.length > 0 ? String(close.length) : "" });
  setTimeout(() => chrome.action.setBadgeText({ text: "" }), 4000);
});
