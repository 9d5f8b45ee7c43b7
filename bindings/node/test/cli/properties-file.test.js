'use strict';
const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { readProperties } = require('../../dist/cli/properties-file');
const { mockCluster } = require('../support');
const { NOWHERE, assertUsage, documentsOf } = require('./support');

function fileWith(t, text) {
  const directory = mkdtempSync(path.join(tmpdir(), 'kafkacore-cli-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, 'client.properties');
  writeFileSync(file, text);
  return file;
}

const read = (t, text) => readProperties(fileWith(t, text));

test('properties stand line by line, between comments', (t) => {
  const text = '# a comment\n\n  ! another\r\nbootstrap.servers = a:1,b:2 \nsasl.password=a=b#c\\d\nclient.id=\n';
  assert.deepEqual(read(t, text), { 'bootstrap.servers': 'a:1,b:2', 'sasl.password': 'a=b#c\\d', 'client.id': '' });
  assert.deepEqual(read(t, ''), {});
});

test('a line may go on with the next', (t) => {
  assert.deepEqual(read(t, 'bootstrap.servers=a:1,\\\n    b:2,\\\n# not a comment\nclient.id=c\\'), {
    'bootstrap.servers': 'a:1,b:2,# not a comment',
    'client.id': 'c',
  });
});

test('a login for Java is one for librdkafka, but what is said in its words wins', (t) => {
  const login =
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\\n  username="al ice" \\\n  password="p;=w";\n';
  assert.deepEqual(read(t, `${login}security.protocol=SASL_SSL`), {
    'sasl.username': 'al ice',
    'sasl.password': 'p;=w',
    'security.protocol': 'SASL_SSL',
  });
  assert.equal(read(t, `${login}sasl.username=bob`)['sasl.username'], 'bob');
  assert.throws(() => read(t, 'sasl.jaas.config=org.apache.Krb5LoginModule required useKeyTab=true;'), {
    name: 'UsageError',
    message: /^sasl\.jaas\.config has no username and password in quotes/,
  });
});

test('what is no property is refused by its line', (t) => {
  for (const line of ['nothing', '=a']) {
    const file = fileWith(t, `a=b\n\n${line}\n`);
    assert.throws(() => readProperties(file), { name: 'UsageError', message: `${file}:3 is not key=value` });
  }
  assert.throws(() => readProperties('/nowhere'), { name: 'UsageError', message: /^--config-file: ENOENT.*\/nowhere/ });
});

test('the command line wins over the file, and the file over the environment', async (t) => {
  const { servers } = mockCluster(t);
  const file = fileWith(t, `bootstrap.servers=${servers}\n`);
  const [found] = await documentsOf(t, NOWHERE, ['doctor', '--config-file', file]);
  assert.equal(found.bootstrapServers, servers);
  const nowhere = fileWith(t, `bootstrap.servers=${NOWHERE}\n`);
  for (const more of [
    ['-b', servers],
    ['-c', `bootstrap.servers=${servers}`],
  ]) {
    const [document] = await documentsOf(t, NOWHERE, ['doctor', '--config-file', nowhere, ...more]);
    assert.equal(document.bootstrapServers, servers);
  }
  await assertUsage(
    t,
    ['topics', '--config-file', fileWith(t, 'nothing=1')],
    /No such configuration property: "nothing"\n/,
  );
});
