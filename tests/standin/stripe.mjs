// A stand-in for Stripe: Checkout Sessions, payment intents, refunds, disputes, events, customers and their saved means,
// the portal, and accounts of sellers with transfers. It keeps books of what it has charged and paid back.
//   SECRET=whsec_standin node tests/standin/stripe.mjs
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Answer, open, page, redirect, run } from './server.mjs';

const SECRET = process.env.SECRET ?? 'whsec_standin';
const DAY = 24 * 60 * 60;

/** Opens one; `close` it at the end. */
export const openStripe = (options = {}) => open({ service, ...options });

const refuse = (status, code, message, type = 'invalid_request_error') => {
  throw new Answer(status, { error: { type, code, message, request_log_url: 'https://dashboard.stripe.example/logs/req_standin' } });
};

function service(standIn) {
  const tables = Object.fromEntries(['sessions', 'intents', 'charges', 'moves', 'refunds', 'disputes', 'customers', 'means', 'setups', 'portals', 'accounts', 'transfers', 'reversals'].map(name => [name, new Map()]));
  const events = [];
  let refundsWait = false;
  let live = false;

  const put = (table, object) => { tables[table].set(object.id, object); return object; };
  const get = (table, id, what) => tables[table].get(id) ?? refuse(404, 'resource_missing', `No such ${what}: '${id}'`);
  const whole = (text, field) => /^-?\d+$/.test(text ?? '') ? Number(text) : refuse(400, 'parameter_invalid_integer', `Invalid integer: ${text} (${field})`);
  const list = (all, url) => ({ object: 'list', url, has_more: false, data: all });
  const common = (prefix, object) => ({ id: standIn.name(prefix), object, created: standIn.now(), livemode: live });

  function tell(type, object, account) {
    const event = { id: standIn.name('evt_'), object: 'event', api_version: '2026-10-29.standin', created: standIn.now(), type, livemode: live, pending_webhooks: 1, request: { id: null, idempotency_key: null }, data: { object: structuredClone(object) } };
    if (account) event.account = account;
    events.push(event);
    standIn.send(event);
    return event;
  }

  /** Puts objects in the place of their identifiers, as `expand` asks. */
  function unfold(object, paths = []) {
    const shown = structuredClone(object);
    const kinds = { payment_intent: 'intents', latest_charge: 'charges', balance_transaction: 'moves', setup_intent: 'setups', charge: 'charges' };
    for (const path of paths) {
      let at = shown;
      for (const part of path.split('.')) {
        if (!at || typeof at !== 'object') break;
        if (typeof at[part] === 'string' && kinds[part]) at[part] = structuredClone(tables[kinds[part]].get(at[part]) ?? at[part]);
        at = at[part];
      }
    }
    return shown;
  }

  function createSession({ body }) {
    const mode = body.mode ?? refuse(400, 'parameter_missing', 'Missing required param: mode.');
    if (!body.success_url) refuse(400, 'parameter_missing', 'Missing required param: success_url.');
    if (body.customer) get('customers', body.customer, 'customer');
    let amount = null, currency = null;
    if (mode === 'payment') {
      const lines = body.line_items ?? refuse(400, 'parameter_missing', 'Missing required param: line_items.');
      amount = lines.reduce((sum, line) => sum + whole(line.price_data.unit_amount, 'unit_amount') * whole(line.quantity, 'quantity'), 0);
      currency = lines[0].price_data.currency;
      if (amount < 50 && ['usd', 'eur'].includes(currency)) refuse(400, 'amount_too_small', 'The total amount must be at least 0.50.');
      if (amount > 99999999) refuse(400, 'amount_too_large', 'The total amount must be no more than 999,999.99.');
    }
    const session = put('sessions', {
      ...common(live ? 'cs_live_' : 'cs_test_', 'checkout.session'), mode, status: 'open',
      payment_status: mode === 'payment' ? 'unpaid' : 'no_payment_required', amount_subtotal: amount, amount_total: amount, currency,
      client_reference_id: body.client_reference_id ?? null, metadata: body.metadata ?? {}, customer: body.customer ?? null,
      customer_email: body.customer_email ?? null, customer_details: body.customer_email ? { email: body.customer_email, address: null } : null,
      payment_intent: null, setup_intent: null, payment_method_types: ['card'], success_url: body.success_url, cancel_url: body.cancel_url ?? null,
      expires_at: body.expires_at ? whole(body.expires_at, 'expires_at') : standIn.now() + DAY, url: null,
    });
    session.url = `${standIn.url}/pay/${session.id}`;
    session.wanted = { intent: body.payment_intent_data ?? {}, description: body.line_items?.[0]?.price_data?.product_data?.name ?? '' };
    return shownSession(session);
  }

  function shownSession(session, expand) {
    if (session.status === 'open' && standIn.now() >= session.expires_at) expire(session);
    const { wanted, ...shown } = session;
    return unfold(shown, expand);
  }

  function expire(session) {
    Object.assign(session, { status: 'expired', url: null });
    const { wanted, ...shown } = session;
    tell('checkout.session.expired', shown);
  }

  function intentOf(session) {
    if (session.payment_intent) return tables.intents.get(session.payment_intent);
    const intent = put('intents', {
      ...common('pi_', 'payment_intent'), amount: session.amount_total, amount_received: 0, currency: session.currency, status: 'requires_payment_method',
      metadata: session.wanted.intent.metadata ?? {}, description: session.wanted.intent.description ?? null, customer: session.customer, latest_charge: null, last_payment_error: null,
    });
    session.payment_intent = intent.id;
    return intent;
  }

  /** The money comes in. */
  function collect(session, country = 'US') {
    const intent = intentOf(session);
    const charge = put('charges', {
      ...common('ch_', 'charge'), amount: intent.amount, amount_captured: intent.amount, amount_refunded: 0, currency: intent.currency, paid: true, refunded: false, disputed: false,
      status: 'succeeded', captured: true, payment_intent: intent.id, metadata: intent.metadata, billing_details: { address: { country }, email: session.customer_email },
      payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242', country } }, balance_transaction: null, customer: intent.customer,
    });
    const fee = Math.round(intent.amount * 0.029) + 30;
    charge.balance_transaction = put('moves', { ...common('txn_', 'balance_transaction'), amount: intent.amount, fee, net: intent.amount - fee, currency: intent.currency, source: charge.id }).id;
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null });
    session.payment_status = 'paid';
    session.customer_details = { email: session.customer_email, address: { country } };
    tell('charge.succeeded', charge);
    tell('payment_intent.succeeded', intent);
  }

  /** What a payer does on the page, or their bank afterwards. */
  function act(session, choice, country) {
    const fits = { pay: 'open', decline: 'open', delay: 'open', settle: 'complete', fail: 'complete', expire: 'open', cancel: 'open' };
    if (shownSession(session).status !== fits[choice]) refuse(400, null, `This session is ${session.status}`);
    if (session.mode === 'setup' && choice === 'pay') return keepMeans(session);
    const told = type => { const { wanted, ...shown } = session; tell(type, shown); };
    switch (choice) {
      case 'pay':
        session.status = 'complete'; session.url = null;
        collect(session, country);
        return told('checkout.session.completed');
      case 'delay': {
        const intent = intentOf(session);
        intent.status = 'processing';
        Object.assign(session, { status: 'complete', url: null });
        tell('payment_intent.processing', intent);
        return told('checkout.session.completed');
      }
      case 'settle':
        collect(session, country);
        return told('checkout.session.async_payment_succeeded');
      case 'fail':
      case 'decline': {
        const intent = intentOf(session);
        Object.assign(intent, { status: 'requires_payment_method', last_payment_error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' } });
        tell('payment_intent.payment_failed', intent);
        return choice === 'fail' ? told('checkout.session.async_payment_failed') : undefined;
      }
      case 'expire': return expire(session);
      default: return undefined;
    }
  }

  function keepMeans(session) {
    const means = put('means', { ...common('pm_', 'payment_method'), type: 'card', customer: session.customer, allow_redisplay: 'always', billing_details: { address: {} }, card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2031, country: 'US' } });
    const setup = put('setups', { ...common('seti_', 'setup_intent'), status: 'succeeded', customer: session.customer, payment_method: means.id, metadata: session.metadata });
    Object.assign(session, { status: 'complete', url: null, setup_intent: setup.id });
    tell('setup_intent.succeeded', setup);
    const { wanted, ...shown } = session;
    tell('checkout.session.completed', shown);
  }

  function createRefund({ body }) {
    const intent = body.payment_intent ? get('intents', body.payment_intent, 'payment_intent') : null;
    const charge = get('charges', body.charge ?? intent?.latest_charge ?? '', 'charge');
    const left = charge.amount_captured - charge.amount_refunded;
    const amount = body.amount === undefined ? left : whole(body.amount, 'amount');
    if (charge.disputed) refuse(400, 'charge_disputed', 'This charge has been charged back and cannot be refunded.');
    if (left === 0) refuse(400, 'charge_already_refunded', `Charge ${charge.id} has already been refunded.`);
    if (amount <= 0) refuse(400, 'parameter_invalid_integer', 'Invalid positive integer');
    if (amount > left) refuse(400, null, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
    const refund = put('refunds', { ...common('re_', 'refund'), amount, currency: charge.currency, charge: charge.id, payment_intent: charge.payment_intent, metadata: body.metadata ?? {}, reason: body.reason ?? null, status: refundsWait ? 'pending' : 'succeeded', failure_reason: null });
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    tell('refund.created', refund);
    tell('charge.refunded', charge);
    return refund;
  }

  function createDispute({ body }) {
    const intent = get('intents', body.payment_intent, 'payment_intent');
    const charge = tables.charges.get(intent.latest_charge);
    charge.disputed = true;
    const dispute = put('disputes', { ...common('du_', 'dispute'), amount: body.amount ?? charge.amount, currency: charge.currency, charge: charge.id, payment_intent: intent.id, reason: body.reason ?? 'fraudulent', status: 'needs_response', metadata: {}, balance_transactions: [] });
    dispute.balance_transactions.push({ ...common('txn_', 'balance_transaction'), amount: -dispute.amount, fee: 1500, currency: dispute.currency });
    tell('charge.dispute.created', dispute);
    tell('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }

  function endDispute({ id, body }) {
    const dispute = get('disputes', id, 'dispute');
    dispute.status = body.do === 'win' ? 'won' : 'lost';
    if (body.do === 'win') {
      tables.charges.get(dispute.charge).disputed = false;
      tell('charge.dispute.funds_reinstated', dispute);
    }
    tell('charge.dispute.closed', dispute);
    return dispute;
  }

  function endRefund({ id, body }) {
    const refund = get('refunds', id, 'refund');
    if (body.do === 'fail') {
      Object.assign(refund, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
      const charge = tables.charges.get(refund.charge);
      charge.amount_refunded -= refund.amount;
      charge.refunded = false;
      tell('refund.failed', refund);
    } else {
      refund.status = 'succeeded';
      tell('refund.updated', refund);
    }
    return refund;
  }

  function createTransfer({ body }) {
    const account = get('accounts', body.destination, 'destination');
    if (account.capabilities.transfers !== 'active') refuse(400, 'insufficient_capabilities_for_transfer', 'Your destination account needs to have at least one of the following capabilities enabled: transfers');
    const amount = whole(body.amount, 'amount');
    if (amount <= 0) refuse(400, 'parameter_invalid_integer', 'Invalid positive integer');
    return put('transfers', { ...common('tr_', 'transfer'), amount, amount_reversed: 0, reversed: false, currency: body.currency, destination: account.id, description: body.description ?? null, metadata: body.metadata ?? {}, transfer_group: body.transfer_group ?? null });
  }

  function reverseTransfer({ id, body }) {
    const transfer = get('transfers', id, 'transfer');
    const left = transfer.amount - transfer.amount_reversed;
    const amount = body.amount === undefined ? left : whole(body.amount, 'amount');
    // What has gone on to a bank is not there to be taken.
    if (get('accounts', transfer.destination, 'destination').is_empty) refuse(400, 'balance_insufficient', 'The destination account has insufficient funds to reverse this transfer');
    if (amount <= 0 || amount > left) refuse(400, null, `Reversal amount (${amount}) is greater than unreversed amount on transfer (${left})`);
    transfer.amount_reversed += amount;
    transfer.reversed = transfer.amount_reversed === transfer.amount;
    return put('reversals', { ...common('trr_', 'transfer_reversal'), amount, currency: transfer.currency, transfer: transfer.id, metadata: body.metadata ?? {} });
  }

  function linkAccount(account, choice) {
    const isDone = choice === 'complete';
    Object.assign(account, { details_submitted: isDone, charges_enabled: isDone, payouts_enabled: isDone });
    account.capabilities.transfers = isDone ? 'active' : 'inactive';
    account.requirements = { currently_due: isDone ? [] : ['external_account'], disabled_reason: isDone ? null : 'requirements.past_due' };
    tell('account.updated', account, account.id);
    return account;
  }

  /** What was charged, paid back, disputed and handed on, by our own names of payments. */
  function books() {
    const payments = {};
    for (const charge of tables.charges.values()) {
      const name = charge.metadata.payment ?? charge.id;
      const row = payments[name] ??= { charged: 0, refunded: 0, disputed: 0, currency: charge.currency, charges: 0 };
      row.charged += charge.amount_captured;
      row.refunded += charge.amount_refunded;
      row.charges += 1;
      for (const dispute of tables.disputes.values()) if (dispute.charge === charge.id && dispute.status !== 'won') row.disputed += dispute.amount;
    }
    const transfers = {};
    for (const it of tables.transfers.values()) transfers[it.destination] = (transfers[it.destination] ?? 0) + it.amount - it.amount_reversed;
    return { payments, transfers };
  }

  function pageOfEvents({ query }) {
    const newestFirst = [...events].reverse().filter(it => it.created >= Number(query.created?.gte ?? 0) && (!query.types || Object.values(query.types).includes(it.type)));
    const from = query.starting_after ? newestFirst.findIndex(it => it.id === query.starting_after) + 1 : 0;
    const limit = Number(query.limit ?? 10);
    return { object: 'list', url: '/v1/events', has_more: newestFirst.length > from + limit, data: newestFirst.slice(from, from + limit) };
  }

  const meansOf = customer => [...tables.means.values()].filter(it => it.customer === customer);
  const byCreation = map => [...map.values()].reverse();

  return {
    routes: [
      ['POST', '/v1/checkout/sessions', createSession],
      ['GET', '/v1/checkout/sessions/:id', ({ id, query }) => shownSession(get('sessions', id, 'checkout.session'), query.expand)],
      ['POST', '/v1/checkout/sessions/:id/expire', ({ id }) => {
        const session = get('sessions', id, 'checkout.session');
        if (shownSession(session).status !== 'open') refuse(400, null, 'Only Checkout Sessions with a status in ["open"] can be expired.');
        expire(session);
        return shownSession(session);
      }],
      ['GET', '/v1/payment_intents/:id', ({ id, query }) => unfold(get('intents', id, 'payment_intent'), query.expand)],
      ['POST', '/v1/refunds', createRefund],
      ['GET', '/v1/refunds', ({ query }) => list(byCreation(tables.refunds).filter(it => !query.payment_intent || it.payment_intent === query.payment_intent), '/v1/refunds')],
      ['GET', '/v1/refunds/:id', ({ id }) => get('refunds', id, 'refund')],
      ['GET', '/v1/disputes/:id', ({ id }) => get('disputes', id, 'dispute')],
      ['GET', '/v1/events', pageOfEvents],
      ['POST', '/v1/customers', ({ body }) => put('customers', { ...common('cus_', 'customer'), email: body.email ?? null, name: body.name ?? null, metadata: body.metadata ?? {} })],
      ['GET', '/v1/customers/:id', ({ id }) => get('customers', id, 'customer')],
      ['DELETE', '/v1/customers/:id', ({ id }) => {
        get('customers', id, 'customer');
        tables.customers.delete(id);
        for (const it of meansOf(id)) tables.means.delete(it.id);
        return { id, object: 'customer', deleted: true };
      }],
      ['GET', '/v1/customers/:id/payment_methods', ({ id }) => { get('customers', id, 'customer'); return list(meansOf(id), `/v1/customers/${id}/payment_methods`); }],
      ['GET', '/v1/customers/:id/payment_methods/:means', ({ id, means }) => meansOf(id).find(it => it.id === means) ?? refuse(404, 'resource_missing', `No such payment_method: '${means}'`)],
      ['POST', '/v1/payment_methods/:id/detach', ({ id }) => { const it = get('means', id, 'payment_method'); it.customer = null; return it; }],
      ['POST', '/v1/billing_portal/sessions', ({ body }) => {
        get('customers', body.customer, 'customer');
        const portal = put('portals', { ...common('bps_', 'billing_portal.session'), customer: body.customer, return_url: body.return_url, url: null });
        portal.url = `${standIn.url}/portal/${portal.id}`;
        return portal;
      }],
      ['POST', '/v1/accounts', ({ body }) => put('accounts', { ...common('acct_', 'account'), type: body.type ?? 'express', email: body.email ?? null, country: body.country ?? 'US', metadata: body.metadata ?? {}, details_submitted: false, charges_enabled: false, payouts_enabled: false, capabilities: { transfers: 'inactive' }, requirements: { currently_due: ['external_account'], disabled_reason: null } })],
      ['GET', '/v1/accounts/:id', ({ id }) => get('accounts', id, 'account')],
      ['POST', '/v1/account_links', ({ body }) => {
        const account = get('accounts', body.account, 'account');
        account.back = body.return_url;
        return { object: 'account_link', created: standIn.now(), expires_at: standIn.now() + 300, url: `${standIn.url}/link/${account.id}` };
      }],
      ['POST', '/v1/transfers', createTransfer],
      ['GET', '/v1/transfers', ({ query }) => list(byCreation(tables.transfers).filter(it => !query.transfer_group || it.transfer_group === query.transfer_group), '/v1/transfers')],
      ['GET', '/v1/transfers/:id', ({ id }) => get('transfers', id, 'transfer')],
      ['POST', '/v1/transfers/:id/reversals', reverseTransfer],
      ['GET', '/v1/transfers/:id/reversals', ({ id }) => list(byCreation(tables.reversals).filter(it => it.transfer === id), `/v1/transfers/${id}/reversals`)],

      // The pages of Stripe that people see.
      ['GET', '/pay/:id', ({ id }) => {
        const session = get('sessions', id, 'checkout.session');
        if (shownSession(session).status !== 'open') return page('This page has closed', 'There is nothing left to pay here.', '', []);
        const sum = session.mode === 'setup' ? 'Keep a card for later' : `${session.wanted.description}: ${session.amount_total} ${session.currency}`;
        return page('Stand-in for Stripe', sum, `/pay/${id}`, [['pay', 'Pay'], ['decline', 'Use a card that is declined'], ['delay', 'Pay by a method that takes days'], ['cancel', 'Go back']]);
      }],
      ['POST', '/pay/:id', ({ id, body }) => {
        const session = get('sessions', id, 'checkout.session');
        act(session, body.choice, body.country);
        if (body.choice === 'decline') return page('Stand-in for Stripe', 'Your card was declined.', `/pay/${id}`, [['pay', 'Pay'], ['cancel', 'Go back']]);
        return redirect(body.choice === 'cancel' ? session.cancel_url : session.success_url);
      }],
      ['GET', '/portal/:id', ({ id }) => {
        const portal = get('portals', id, 'portal session');
        const kept = meansOf(portal.customer).map(it => `${it.card.brand} ${it.card.last4}`).join(', ');
        return page('Stand-in for the portal of Stripe', kept || 'Nothing is kept.', `/portal/${id}`, [['remove', 'Remove all'], ['back', 'Go back']]);
      }],
      ['POST', '/portal/:id', ({ id, body }) => {
        const portal = get('portals', id, 'portal session');
        if (body.choice === 'remove') for (const it of meansOf(portal.customer)) it.customer = null;
        return redirect(portal.return_url);
      }],
      ['GET', '/link/:id', ({ id }) => page('Stand-in for Stripe', 'Link your account', `/link/${id}`, [['complete', 'Complete'], ['later', 'Later']])],
      ['POST', '/link/:id', ({ id, body }) => {
        const account = get('accounts', id, 'account');
        if (body.choice === 'complete') linkAccount(account, 'complete');
        return redirect(account.back);
      }],

      // What tests and the day of trade do in other people's place.
      ['POST', '/control/sessions/:id', ({ id, body }) => { const it = get('sessions', id, 'checkout.session'); act(it, body.do, body.country); return shownSession(it); }],
      ['GET', '/control/sessions', () => [...tables.sessions.values()].map(it => shownSession(it))],
      ['POST', '/control/disputes', createDispute],
      ['POST', '/control/disputes/:id', endDispute],
      ['POST', '/control/refunds', ({ body }) => { refundsWait = body.wait === true; return {}; }],
      ['POST', '/control/refunds/:id', endRefund],
      ['POST', '/control/accounts/:id', ({ id, body }) => {
        const account = get('accounts', id, 'account');
        if (!['empty', 'full'].includes(body.do)) return linkAccount(account, body.do);
        return Object.assign(account, { is_empty: body.do === 'empty' });
      }],
      // Any event at all: {"type", "object", "livemode", "account"}.
      ['POST', '/control/events', ({ body }) => Object.assign(tell(body.type, body.object ?? {}, body.account), body.livemode === undefined ? {} : { livemode: body.livemode })],
      ['GET', '/control/books', books],
    ],
    guard({ headers, path }) {
      if (!path.startsWith('/v1/')) return;
      const key = /^Bearer ((?:sk|rk)_(live|test)_\w+)$/.exec(headers.authorization ?? '');
      if (!key) refuse(401, null, 'Invalid API Key provided');
      live = key[2] === 'live';
    },
    key: ({ headers }) => headers['idempotency-key'] ?? null,
    keepsFailures: true,
    mismatch: () => new Answer(400, { error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.' } }),
    broken: status => ({ error: { type: status === 404 ? 'invalid_request_error' : 'api_error', message: status === 429 ? 'Too many requests' : 'The stand-in is out of order', ...(status === 429 ? { code: 'rate_limit' } : {}) } }),
    sign(body) {
      const time = standIn.now();
      const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
      return { 'stripe-signature': `t=${time},v1=${signature}` };
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(openStripe);
