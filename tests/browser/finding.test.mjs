// Finding beyond the very words: a sentence becomes chips that are taken away, and an admin says what words mean; wide and
// narrow, light and dark, with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
});
after(async () => { await browser?.close(); await shop?.close(); });

const said = visitor => visitor.page.locator('main').innerText();

for (const [name, look] of [['wide', {}], ['narrow', { size: PHONE }], ['no-scripts', { script: false }]]) {
  test(`a sentence becomes filters, ${name}`, { timeout: 60_000 }, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    await bob.opens('/products?q=' + encodeURIComponent('fonts under $1000 for my wedding'));
    assert.match(await said(bob), /taken as filters/);
    // Nothing can be asked of a page whose scripts are off.
    if (look.script === false) await bob.photographs(`finding-sentence-${name}`);
    else await bob.approves(`finding-sentence-${name}`);
    const chip = page.getByRole('link', { name: /Up to/ }).first();
    await Promise.all([page.waitForURL(url => !url.search.includes('1000')), chip.click()]);
    assert.doesNotMatch(await said(bob), /Up to \$999/);
    await bob.leaves();
  });
}

test('an admin says what words mean', { timeout: 120_000 }, async () => {
  const ann = await Visitor.arrives(browser, shop, {});
  const { page } = ann;
  await ann.opens('/login');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in', page.locator('main'));
  await ann.opens('/admin/search');
  await page.getByLabel('Words that mean the same').fill('alone');
  await ann.follows('button', 'Save');
  assert.match(await said(ann), /at least two words/);
  await ann.approves('finding-refused');
  await page.getByLabel('Words that mean the same').fill('zwieback, font');
  await page.getByLabel('Words that say little').fill('lovely');
  await ann.follows('button', 'Save');
  assert.match(await said(ann), /follows the rules/);
  await page.getByLabel('Words, as somebody may type them').fill('lovely zwieback');
  await ann.follows('button', 'Show');
  await ann.approves('finding-why');
  assert.ok(await page.locator('.dtable tbody tr').count() > 0, 'fonts are found by their new name');
  await ann.leaves();
  const dark = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  await dark.opens('/products?q=zwieback');
  await dark.approves('finding-synonym');
  await dark.leaves();
});
