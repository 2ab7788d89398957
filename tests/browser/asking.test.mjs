// The assistant as shoppers meet it: the panel beside a page, a page of its own, with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

const log = visitor => visitor.page.getByRole('log', { name: 'Messages' });

async function says(visitor, words, expected) {
  // Words of an earlier answer may be those that are waited for; the shop listens again once it has answered.
  await visitor.page.locator('[data-chat]:not([data-busy])').last().waitFor();
  await visitor.page.getByLabel('Message the assistant').fill(words);
  await visitor.page.getByLabel('Message the assistant').press('Enter');
  await log(visitor).getByText(expected).last().waitFor();
}

test('a shopper asks in the panel, compares, and goes on at the page', { timeout: 180_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop, {});
  const { page } = bob;
  await bob.opens('/');
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('heading', { name: 'Assistant' }).waitFor();
  await bob.approves('assistant-panel-empty');
  await says(bob, 'sounds for a beat under $40', /fit|nearest/);
  assert.ok(await log(bob).locator('.mini').count() > 0, 'goods are shown');
  await says(bob, 'compare the first two', /side by side/);
  assert.equal(await log(bob).locator('table.cmp thead th').count(), 2);
  await bob.approves('assistant-panel');
  await page.getByRole('link', { name: 'Open full page' }).click();
  await page.waitForURL(/\/assistant\/conv_/);
  assert.match(await log(bob).innerText(), /compare the first two/);
  await bob.approves('assistant');
  await says(bob, 'the second one', /costs|is free/);
  await says(bob, 'add it to my cart', /button below/);
  await log(bob).getByRole('button', { name: 'Add to cart' }).last().click();
  await page.waitForURL(/\/cart/);
  assert.match(await page.locator('main').innerText(), /Checkout|Check out/i);
  await bob.leaves();
});

test('the page works on a phone, in the dark', { timeout: 180_000 }, async () => {
  const eve = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  await eve.opens('/assistant');
  await eve.approves('assistant-empty-phone');
  await says(eve, 'a font for headings', /fit|nearest/);
  // The conversation that has just begun has its menu, and its place in the list.
  await eve.page.getByLabel('Change or delete this conversation').click();
  await eve.page.getByLabel('Title').waitFor();
  assert.equal(await eve.page.locator('aside [aria-current="page"]').count(), 1);
  await eve.page.getByLabel('Change or delete this conversation').click();
  await eve.approves('assistant-phone');
  await eve.leaves();
});

test('the page works without scripts', { timeout: 60_000 }, async () => {
  const eve = await Visitor.arrives(browser, shop, { size: PHONE, script: false });
  const { page } = eve;
  await eve.opens('/assistant');
  await page.getByLabel('Message the assistant').fill('a font for headings');
  await page.getByRole('button', { name: 'Send' }).click();
  await log(eve).getByText(/fit|nearest/).first().waitFor();
  await page.getByRole('link', { name: 'Compare the first two' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await log(eve).getByText(/side by side/).first().waitFor();
  await page.getByRole('link', { name: 'New conversation' }).click();
  await page.getByRole('button', { name: 'Delete all' }).click();
  await page.getByText('All your conversations are deleted').waitFor();
  await eve.leaves();
});

test('what cannot be answered is said, and nothing typed is lost', { timeout: 180_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop, {});
  const { page } = bob;
  await bob.opens('/assistant');
  await says(bob, 'hgfdsa qwrtp', /did not understand/);
  await page.route('**/assistant', route => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await page.getByLabel('Message the assistant').fill('drums');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
  assert.equal(await page.getByLabel('Message the assistant').inputValue(), 'drums');
  await page.unroute('**/assistant');
  await page.getByRole('button', { name: 'Try again' }).click();
  await log(bob).locator('.bot').nth(1).waitFor();
  await bob.leaves();
});
