// A tester that knows nothing of the shop but the description of its API tries whatever the description allows.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openShop, root } from '../browser/support/shop.mjs';
import { python } from './support.mjs';

let shop;
before(async () => { shop = await openShop(); });
after(async () => { await shop?.close(); });

/** The checks that a description alone decides; what is left out judges taste, such as a 404 for a bad cursor. */
const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance'];

/** What was wrong, without the advice that follows it. */
function failures(said) {
  return said.replace(/^[^]*(?==+ FAILURES =)/, '').replace(/=+ WARNINGS =[^]*$/, '').slice(0, 12_000);
}

function tries(...more) {
  const args = ['run', `${shop.url}/api/openapi.json`, '--checks', CHECKS.join(','), '--max-examples', '25', '--seed', '7', '--no-color',
    '--suppress-health-check', 'all', '--phases', 'examples,coverage,fuzzing', ...more];
  const child = spawn(python('schemathesis'), args, {
    cwd: path.join(root, 'tests/outside'), env: { ...process.env, SCHEMATHESIS_HOOKS: 'hooks' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', chunk => { said += chunk; });
  child.stderr.on('data', chunk => { said += chunk; });
  return new Promise(done => child.once('exit', status => done({ status, said })));
}

test('strangers get no answer that is not described, and none that is our fault', { timeout: 600_000 }, async () => {
  const { status, said } = await tries();
  assert.equal(status, 0, failures(said));
});

test('nor do admins', { timeout: 600_000 }, async () => {
  const account = { email: 'ann@example.com', password: 'a quiet harbour at four in the morning' };
  await shop.command('admin', 'create', '--email', account.email, '--password-stdin', { input: account.password });
  const answer = await fetch(`${shop.url}/api/v1/auth/login`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(account),
  });
  const { access_token: token } = await answer.json();
  assert.ok(token, 'the admin signed in');
  const { status, said } = await tries('--header', `Authorization: Bearer ${token}`);
  assert.equal(status, 0, failures(said));
});
