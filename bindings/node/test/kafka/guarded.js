'use strict';
// A Kafka of a test's own that asks who comes: with a password, with an unsigned token, or behind a certificate.

const { execFile } = require('node:child_process');
const { appendFileSync, readFileSync } = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { promisify } = require('node:util');

const { atEnd } = require('../support');
const { SCRIPT } = require('./support');

const run = async (program, ...words) => (await promisify(execFile)(program, words)).stdout;

const PASSWORDS = { me: 'secret', you: 'hidden' };
const LOGIN = 'org.apache.kafka.common.security';
const STORE_PASSWORD = 'kafkacore';

/**
 * The addresses of its listeners, the first of which lets everyone in to do everything, and the certificate that the last one
 * has, which is made out to another host. `stop` and `restart` are for tests that come before the broker does.
 */
async function guardedCluster(t) {
  const lines = (await run(SCRIPT, 'start')).trim().split('\n');
  const { directory, bootstrap } = Object.fromEntries(lines.map((line) => line.split(' ')));
  atEnd(t, () => run(SCRIPT, 'stop', '--directory', directory));
  const ports = await freePorts(3);
  const [passwords, tokens, certificates] = ports.map((port) => `127.0.0.1:${port}`);
  const file = path.join(directory, 'broker-1.properties');
  const properties = readFileSync(file, 'utf8');
  const before = (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(properties)[1];
  const own = `PASSWORDS://${passwords},TOKENS://${tokens},CERTIFICATES://${certificates}`;
  const { store, certificate } = await certificateOf(directory);
  const users = Object.entries(PASSWORDS).map(([name, password]) => ` user_${name}="${password}"`);
  appendFileSync(
    file,
    `listeners=${before('listeners')},${own}
advertised.listeners=${before('advertised.listeners')},${own}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORDS:SASL_PLAINTEXT,TOKENS:SASL_PLAINTEXT,CERTIFICATES:SSL
listener.name.passwords.sasl.enabled.mechanisms=PLAIN
listener.name.passwords.plain.sasl.jaas.config=${LOGIN}.plain.PlainLoginModule required${users.join('')};
listener.name.tokens.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.tokens.oauthbearer.sasl.jaas.config=${LOGIN}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";
listener.name.tokens.oauthbearer.sasl.server.callback.handler.class=${LOGIN}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler
listener.name.certificates.ssl.keystore.location=${store}
listener.name.certificates.ssl.keystore.password=${STORE_PASSWORD}
`,
  );
  const restart = () => run(SCRIPT, 'restart', '1', '--directory', directory);
  await restart();
  return {
    servers: bootstrap,
    passwords,
    tokens,
    certificates,
    certificate,
    restart,
    kill: () => run(SCRIPT, 'kill', '--directory', directory),
  };
}

/** Its addresses: one that lets everyone in, and one that asks for a password by SCRAM. */
async function passwordCluster(t) {
  const lines = (await run(SCRIPT, 'start')).trim().split('\n');
  const { directory, bootstrap } = Object.fromEntries(lines.map((one) => one.split(' ')));
  atEnd(t, () => run(SCRIPT, 'stop', '--directory', directory));
  const [port] = await freePorts(1);
  const passwords = `127.0.0.1:${port}`;
  const file = path.join(directory, 'broker-1.properties');
  const properties = readFileSync(file, 'utf8');
  const before = (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(properties)[1];
  const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
  const logins = mechanisms.map(
    (one) =>
      `listener.name.passwords.${one.toLowerCase()}.sasl.jaas.config=${LOGIN}.scram.ScramLoginModule required;\n`,
  );
  appendFileSync(
    file,
    `listeners=${before('listeners')},PASSWORDS://${passwords}
advertised.listeners=${before('advertised.listeners')},PASSWORDS://${passwords}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORDS:SASL_PLAINTEXT
listener.name.passwords.sasl.enabled.mechanisms=${mechanisms.join()}
${logins.join('')}`,
  );
  await run(SCRIPT, 'restart', '1', '--directory', directory);
  return { servers: bootstrap, passwords };
}

/** With the tool that comes with every Java. */
async function certificateOf(directory) {
  const store = path.join(directory, 'broker-1.store');
  const of = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'broker'];
  await run('keytool', '-genkeypair', ...of, '-storetype', 'PKCS12', '-keyalg', 'RSA', '-dname', 'CN=elsewhere');
  return { store, certificate: await run('keytool', '-exportcert', '-rfc', ...of) };
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer();
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** An unsigned JSON web token as the broker takes it, and when it ends. */
function unsignedToken(subject, lifeMs = 3_600_000) {
  const endMs = Date.now() + lifeMs;
  const claims = { sub: subject, iat: Math.floor(Date.now() / 1000) - 1, exp: Math.ceil(endMs / 1000) };
  const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return { tokenValue: `${encoded({ alg: 'none' })}.${encoded(claims)}.`, lifetime: endMs };
}

module.exports = { PASSWORDS, guardedCluster, passwordCluster, unsignedToken };
