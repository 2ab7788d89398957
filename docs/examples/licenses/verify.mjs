// Verifies a Bodega licence file without any network, with Node.js alone.
//
//     node verify.mjs license-keys.json synth-one.lic [fingerprint]
//
// `license-keys.json` is what the shop publishes at /.well-known/license-keys.json; ship it with your program.

import { createPublicKey, verify as isSignedBy } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What the licence says; throws an error that tells why it is not good. */
export function verify(keys, file, fingerprint = null, now = Date.now() / 1000) {
  const [header, claims, signature] = file.trim().split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  const { alg, typ, kid } = read(header);
  // Never let the file choose the algorithm.
  if (alg !== 'EdDSA' || typ !== 'bodega-license') throw new Error('This is not a licence file');
  const jwk = keys.keys.find((key) => key.kid === kid);
  if (!jwk) throw new Error('This licence was signed by a key that the program does not know');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' });
  if (!isSignedBy(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))) {
    throw new Error('This licence file was changed');
  }
  const license = read(claims);
  if (license.exp !== undefined && license.exp <= now) throw new Error('This licence has expired');
  if (license.fingerprint !== null && license.fingerprint !== fingerprint) throw new Error('This licence is for another device');
  return license;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [keys, file, fingerprint] = process.argv.slice(2);
  try {
    const told = verify(JSON.parse(readFileSync(keys)), readFileSync(file, 'utf8'), fingerprint);
    console.log(`${told.product.name}, licensed to ${told.holder.email}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
