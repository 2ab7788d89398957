// A conversation with a real model, filmed: each step is a picture in target/screenshots. The model is the small one that
// packaging/model.sh fetches; it chooses among sentences that the shop has made, so whatever it chooses is true.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, Visitor } from './support/browser.mjs';
import { openShop, root } from './support/shop.mjs';

const model = execFileSync(path.join(root, 'packaging', 'model.sh'), { encoding: 'utf8' }).trim();
const skip = model ? false : 'the package registry is out of reach: there is no model to talk to';

let shop, browser;
before(async () => {
  if (skip) return;
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('model', 'add', model, '--name', 'small', '--licence', 'Apache-2.0');
  await shop.restart();
});
after(async () => { await browser?.close(); await shop?.close(); });

const log = visitor => visitor.page.getByRole('log', { name: 'Messages' });

async function says(visitor, words, picture) {
  const before = await log(visitor).locator('.bot form[action$="opinion"]').count();
  await visitor.page.getByLabel('Message the assistant').fill(words);
  await visitor.page.getByLabel('Message the assistant').press('Enter');
  await log(visitor).locator('.bot').nth(before).waitFor();
  await visitor.photographs(`${picture}-a`);
  await log(visitor).locator('.bot form[action$="opinion"]').nth(before).waitFor({ timeout: 60_000 });
  await visitor.photographs(`${picture}-b`);
  return log(visitor).locator('.bot').last().innerText();
}

test('a shopper talks with a model that runs here', { timeout: 300_000, skip }, async () => {
  const bob = await Visitor.arrives(browser, shop, {});
  await bob.opens('/assistant');
  assert.match(await bob.page.locator('main').innerText(), /Runs on this server/);
  await bob.photographs('film-1');
  // The first answer may wait for the model to be loaded; then the model chooses the words.
  let told = '';
  for (let tries = 0; tries < 4 && !/with the help of the model/.test(told); tries++) {
    told = await says(bob, `sounds for a beat under ${40 + tries} dollars`, 'film-2');
  }
  assert.match(told, /with the help of the model/);
  const cards = await log(bob).locator('.bot').last().locator('.mini').allInnerTexts();
  assert.ok(cards.length > 1, 'goods are shown');
  for (const price of told.match(/\$\d+(\.\d\d)?/g) ?? []) {
    assert.ok(cards.some(card => card.includes(price)), `${price} stands on a card`);
  }
  assert.match(await says(bob, 'compare the first two', 'film-3'), /Price/);
  assert.match(await says(bob, 'what licence has the first one?', 'film-4'), /comes under|licen/i);
  assert.match(await says(bob, 'something cheaper', 'film-5'), /\S/);
  await bob.approves('film-6');
  await bob.leaves();
});
