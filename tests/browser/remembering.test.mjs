// Searches that one comes back to: those of late below the empty search box, and one that is saved, renamed and deleted;
// wide and narrow, light and dark, with and without scripts. And a search that finds nothing is no dead end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
});
after(async () => { await browser?.close(); await shop?.close(); });

const said = visitor => visitor.page.locator('main').innerText();

async function fillsIn(visitor) {
  const { page } = visitor;
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in', page.locator('main'));
}

async function looksFor(visitor, words) {
  const { page } = visitor;
  await visitor.opens('/');
  await page.locator('#q').fill(words);
  await Promise.all([page.waitForURL(/\/products\?q=/), page.locator('#q').press('Enter')]);
}

for (const [name, look] of [['wide', { size: DESK }], ['narrow', { size: PHONE, scheme: 'dark' }]]) {
  test(`a guest finds again what they looked for, ${name}`, { timeout: 90_000 }, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    const panel = page.locator('[data-recent]');
    await bob.opens('/');
    await page.locator('#q').focus();
    assert.equal(await panel.isVisible(), false, 'there is nothing yet');
    await looksFor(bob, 'quayside');
    await looksFor(bob, 'tape <drums>');
    await bob.opens('/');
    await page.locator('#q').focus();
    await panel.getByRole('link').first().waitFor();
    assert.deepEqual(await panel.getByRole('link').allInnerTexts(), ['tape <drums>', 'quayside']);
    await bob.approves(`recent-guest-${name}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.innerText), 'quayside');
    await panel.getByRole('button', { name: 'Forget “tape <drums>”' }).click();
    assert.deepEqual(await panel.getByRole('link').allInnerTexts(), ['quayside']);
    await Promise.all([page.waitForURL(/q=quayside/), panel.getByRole('link').click()]);
    await bob.opens('/');
    await page.locator('#q').focus();
    await panel.getByRole('button', { name: 'Clear all' }).click();
    assert.equal(await panel.isVisible(), false);
    assert.equal(await page.evaluate(() => localStorage.getItem('bodega-searches')), null);
    await page.locator('#q').fill('qu');
    await page.locator('#suggest [role=option]').first().waitFor();
    await bob.leaves();
  });

  test(`a member saves a search and comes back to it, ${name}`, { timeout: 90_000 }, async () => {
    const ann = await Visitor.arrives(browser, shop, look);
    const { page } = ann;
    const main = page.locator('main');
    await ann.opens('/products?q=font&max=40');
    await ann.follows('link', 'Save search', main);
    assert.match(page.url(), /\/login\?next=/, 'whoever is not known signs in first');
    await fillsIn(ann);
    assert.match(page.url(), /\/account\/saved-searches\/new\?q=font&max_price=4000/);
    await ann.approves(`search-new-${name}`);
    await main.getByLabel('Name').fill('');
    await ann.follows('button', 'Save', main);
    assert.match(await said(ann), /Give the search a name/);
    await ann.approves(`search-refused-${name}`);
    await main.getByLabel('Name').fill(`Letters, ${name}`);
    await ann.follows('button', 'Save', main);
    assert.match(await said(ann), /The search is saved[\s\S]*Letters/);
    await looksFor(ann, 'icons');
    await looksFor(ann, `paper ${name}`);
    await ann.opens('/account/searches');
    await ann.approves(`searches-${name}`);
    assert.match(await said(ann), new RegExp(`paper ${name}[\\s\\S]*icons`));
    await ann.opens('/');
    await page.locator('#q').focus();
    const panel = page.locator('[data-recent]');
    const forgotten = page.waitForResponse(it => /\/account\/searches\/rs_.*\/removal/.test(it.url()));
    await panel.getByRole('button', { name: 'Forget “icons”' }).click();
    await forgotten;
    await ann.approves(`recent-member-${name}`);
    await ann.opens('/account/searches');
    assert.doesNotMatch(await said(ann), /icons/);
    await ann.follows('link', /^Change/, main);
    await ann.approves(`search-saved-${name}`);
    await ann.follows('button', 'Delete this search', main);
    assert.match(await said(ann), /The search is deleted/);
    await ann.follows('button', 'Clear all recent searches', main);
    await ann.approves(`searches-none-${name}`);
    await ann.leaves();
  });

  test(`a search that finds nothing is no dead end, ${name}`, { timeout: 60_000 }, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    await bob.opens('/products?q=quayside&min=5000&category=fonts');
    await bob.approves(`nothing-filtered-${name}`);
    const way = page.getByRole('list', { name: 'With one thing less' }).getByRole('link').first();
    await Promise.all([page.waitForURL(url => !url.search.includes('5000')), way.click()]);
    assert.match(await said(bob), /Quayside Sans/);
    await bob.opens('/products?q=zzzzqqqq');
    await bob.approves(`nothing-known-${name}`);
    assert.match(await said(bob), /Popular here/);
    await bob.leaves();
  });
}

test('without scripts a search is saved as well', { timeout: 60_000 }, async () => {
  const ann = await Visitor.arrives(browser, shop, { size: PHONE, script: false });
  const { page } = ann;
  await ann.opens('/products?q=font');
  await page.getByRole('link', { name: 'Save search' }).click();
  await page.waitForURL(/\/login/);
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/saved-searches\/new/);
  await page.locator('main').getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/account\/searches/);
  await ann.photographs('searches-without-scripts');
  assert.equal(await page.locator('[data-recent]').isVisible(), false);
  await ann.leaves();
});
