// Reviews in a browser: written, narrowed, found helpful, answered, reported and minded; wide and narrow, without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const GOOD = 'the-ten-plant-balcony';
const LOOKS = [{ size: DESK, scheme: 'light' }, { size: PHONE, scheme: 'dark' }, { size: PHONE, scheme: 'light', script: false }];

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

async function linkTo(address, part) {
  for (let patience = 0; patience < 100; patience++) {
    const mails = (await shop.mails()).filter(it => it.includes(`To: ${address}`)).reverse();
    const link = mails.map(it => it.match(new RegExp(`https?://[^\\s"<]*${part}[^\\s"<]*`))?.[0]).find(Boolean);
    if (link) return new URL(link).pathname + new URL(link).search;
    await sleep(50);
  }
  throw new Error(`no mail to ${address} with ${part}`);
}

async function joins(visitor, name) {
  const address = `${name.toLowerCase()}@example.com`;
  await visitor.opens('/register');
  await visitor.page.getByLabel('Your name').fill(name);
  await visitor.page.getByLabel('E-mail').fill(address);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Create account');
  await visitor.opens(await linkTo(address, '/register/confirm'));
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Confirm and sign in');
}

async function signsIn(visitor, address) {
  await visitor.opens('/login');
  await visitor.page.getByLabel('E-mail').fill(address);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
}

async function buys(visitor, email) {
  await puts(visitor, GOOD);
  await visitor.opens('/checkout');
  const total = await visitor.page.locator('input[name=gateway][value=test]').count();
  await checksOut(visitor, { email, outcome: total ? 'paid' : undefined });
  await orderIsReady(visitor);
}

/** The page of the product in every look, as somebody who has signed in sees it. */
async function inEveryLook(visitor, place, name, see = async () => {}) {
  const cookies = await visitor.context.cookies();
  for (const look of LOOKS) {
    const other = await Visitor.arrives(browser, shop, look);
    await other.context.addCookies(cookies);
    await other.opens(place);
    await see(other);
    if (look.script === false) await other.photographs(name); else await other.approves(name);
    await other.leaves();
  }
}

test('a review is written, helps others, is answered, reported and minded', { timeout: 300_000 }, async () => {
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
  const ines = await Visitor.arrives(browser, shop);
  await joins(ines, 'Ines');
  await buys(ines, 'ines@example.com');

  // Written from the library; what was typed stays when something is missing.
  await ines.opens('/library');
  await ines.follows('link', 'Write a review');
  await ines.approves('reviews-1-write');
  await ines.page.getByLabel('Title, if you like').fill('Herbs in May already');
  await ines.page.getByLabel('What would you tell others?').fill('The checklist hangs on my door.\n\nMint grows <b>everywhere</b>.');
  await ines.follows('button', 'Publish');
  assert.match(await ines.page.locator('#errors').innerText(), /one to five stars/);
  assert.equal(await ines.page.getByLabel('Title, if you like').inputValue(), 'Herbs in May already');
  await ines.approves('reviews-2-again');
  await ines.page.getByLabel('4 stars').check();
  await ines.follows('button', 'Publish');
  const section = ines.page.locator('#reviews');
  assert.match(await section.innerText(), /Herbs in May already[\s\S]*Mint grows <b>everywhere<\/b>/);
  assert.match(await section.innerText(), /Bought, /);
  await inEveryLook(ines, `/products/${GOOD}`, 'reviews-3-product', async other => {
    assert.match(await other.page.locator('#reviews').innerText(), /Change it/, 'her own');
  });

  // Max finds it helpful and then reports it, without a script.
  const max = await Visitor.arrives(browser, shop, { size: PHONE, script: false });
  await joins(max, 'Max');
  await max.opens(`/products/${GOOD}?sort=newest`);
  const row = max.page.locator('#review-rows li').filter({ hasText: 'Herbs in May already' });
  await max.follows('button', /Helpful 0/, row);
  assert.match(max.page.url(), /\?sort=newest#rev_/);
  assert.equal(await row.getByRole('button', { name: /Helpful 1/ }).getAttribute('aria-pressed'), 'true');
  await max.follows('link', '4 stars', max.page.locator('#reviews'));
  assert.match(await max.page.locator('#reviews').innerText(), /Herbs in May already/);
  await max.follows('link', 'Report', row);
  await max.page.getByLabel('Not about the product').check();
  await max.photographs('reviews-4-report');
  await max.follows('button', 'Report', max.page.locator('main'));
  assert.match(await max.page.locator('main').innerText(), /You have reported this/);
  await max.opens(`/products/${GOOD}/review`, 403);
  assert.match(await max.page.locator('main').innerText(), /Only whoever bought this/);

  // A moderator keeps it.
  const ann = await Visitor.arrives(browser, shop);
  await signsIn(ann, 'ann@example.com');
  await inEveryLook(ann, '/admin/moderation', 'reviews-5-moderation');
  await ann.opens('/admin/moderation');
  assert.match(await ann.page.locator('main').innerText(), /Not about the product, a member/);
  await ann.follows('button', 'Decide', ann.page.locator('main'));
  assert.match(await ann.page.locator('main').innerText(), /Nothing waits/);
  await inEveryLook(ann, '/admin/reviews', 'reviews-6-office');
  await ann.follows('link', 'Reviews');
  await ann.follows('link', /Open the review of/, ann.page.locator('main'));
  await ann.approves('reviews-7-one');

  // Its maker answers, with a suggestion to begin with.
  await ann.opens(`/products/${GOOD}`);
  const maker = (await ann.page.locator('aside a[href^="/sellers/"]').first().getAttribute('href')).split('/').at(-1);
  await shop.command('admin', 'role', '--email', 'max@example.com', '--role', 'seller');
  await shop.command('admin', 'seller', '--email', 'max@example.com', '--seller', maker);
  await max.leaves();
  const seller = await Visitor.arrives(browser, shop);
  await signsIn(seller, 'max@example.com');
  await inEveryLook(seller, '/sell/reviews', 'reviews-8-own');
  await seller.opens('/sell/reviews');
  await seller.follows('link', /Reply to Ines/, seller.page.locator('main'));
  await seller.follows('button', 'Suggest a reply');
  assert.match(await seller.page.locator('#text').inputValue(), /Thank you for your words/);
  await seller.approves('reviews-9-answer');
  await seller.page.locator('#text').fill('Thank you.\nMint needs a pot of its own.');
  await seller.follows('button', 'Publish the reply');
  await seller.opens(`/products/${GOOD}`);
  assert.match(await seller.page.locator('#reviews').innerText(), /Mint needs a pot of its own/);

  // And she takes it back.
  await ines.opens(`/products/${GOOD}/review`);
  await ines.follows('button', 'Delete your review');
  assert.doesNotMatch(await ines.page.locator('#reviews').innerText(), /Herbs in May already/);
  await ines.leaves();
});

test('the list goes on in place with scripts, and on a page of its own without', { timeout: 120_000 }, async () => {
  const visitor = await Visitor.arrives(browser, shop);
  const answer = await visitor.context.request.get(`${shop.url}/api/v1/products?limit=100`);
  const most = (await answer.json()).data.sort((a, b) => b.rating.count - a.rating.count)[0];
  assert.ok(most.rating.count > 5, 'something of the demonstration has more than fit');
  await visitor.opens(`/products/${most.slug}`);
  await visitor.approves('reviews-10-many');
  const rows = visitor.page.locator('#review-rows > li[id^=rev_]');
  assert.equal(await rows.count(), 5);
  await visitor.page.getByRole('link', { name: 'Show more reviews' }).click();
  await visitor.page.waitForFunction(wanted => document.querySelectorAll('#review-rows > li[id^=rev_]').length === wanted, most.rating.count);
  visitor.isContent();
  await visitor.leaves();
  for (const look of [{ size: PHONE, scheme: 'dark' }, { size: PHONE, script: false }]) {
    const other = await Visitor.arrives(browser, shop, look);
    await other.opens(`/products/${most.slug}`);
    if (look.script === false) {
      await other.follows('link', 'Show more reviews');
      assert.match(await other.page.locator('h1').innerText(), /What buyers say of/);
      assert.equal(await other.page.locator('#review-rows > li[id^=rev_]').count(), most.rating.count - 5);
      await other.photographs('reviews-11-list');
    } else await other.approves('reviews-10-many');
    await other.leaves();
  }
});
