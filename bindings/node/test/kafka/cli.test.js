'use strict';
// What of the command line the mock cluster cannot answer.
const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { atEnd, collect, dealt, until } = require('../support');
const { documentsOf, linesOf, run, start } = require('../cli/support');
const { PASSWORDS, guardedCluster } = require('./guarded');
const { kafkaTool, newTopic, realClients, sharedServers } = require('./support');

const servers = sharedServers();

let names = 0;

const newName = (kind) => `cli-${kind}-${process.pid}-${++names}`;

/** Runs it, and gives what it says to people. */
async function say(t, ...words) {
  const { code, stdout, stderr } = await run(t, servers, words);
  return { code, lines: linesOf(stdout), stderr };
}

test('the doctor knows the cluster and its controller', async (t) => {
  const [{ isReachable, clusterId, controller, brokers }] = await documentsOf(t, servers, ['doctor']);
  assert.deepEqual([isReachable, brokers.length], [true, servers.split(',').length]);
  assert.ok(
    brokers.some(({ id }) => id === controller),
    `${controller}`,
  );
  assert.match(clusterId, /^[\w-]{22}$/);
  const { lines } = await say(t, 'doctor');
  assert.ok(lines.includes(`cluster     ${clusterId}`), lines.join('\n'));
});

test('a topic is created, described, set and deleted', async (t) => {
  const topic = newName('topic');
  const words = ['topics', 'create', topic, '--partitions', '3', '--replication-factor', '1'];
  const entries = ['--config-entry', 'retention.ms=60000', '--config-entry', 'cleanup.policy=compact,delete'];
  assert.deepEqual(await documentsOf(t, servers, [...words, ...entries]), [{ topic, isCreated: true }]);
  await until(async () => {
    const [{ topics }] = await documentsOf(t, servers, ['topics']);
    return topics.some((one) => one.topic === topic && one.partitions === 3 && one.replicationFactor === 1);
  });
  const again = await say(t, ...words);
  assert.deepEqual([again.code, again.lines], [1, []]);
  assert.match(again.stderr, /already exists/);

  const [{ configs }] = await documentsOf(t, servers, ['configs', 'topic', topic]);
  assert.deepEqual(
    configs.map(({ name, value, source, isDefault }) => [name, value, source, isDefault]),
    [
      ['cleanup.policy', 'compact,delete', 'TOPIC_CONFIG', false],
      ['retention.ms', '60000', 'TOPIC_CONFIG', false],
    ],
  );
  const changed = await say(t, 'configs', 'topic', topic, '--set', 'retention.ms=70000', '--delete', 'cleanup.policy');
  assert.deepEqual(
    [changed.code, changed.lines.sort()],
    [0, ['cleanup.policy is at its default', 'retention.ms is 70000']],
  );
  const told = await kafkaTool('configs', servers, '--describe', '--entity-type', 'topics', '--entity-name', topic);
  assert.match(told, /retention\.ms=70000/);
  assert.doesNotMatch(told, /cleanup\.policy/);
  const { lines } = await say(t, 'configs', 'topic', topic);
  assert.deepEqual(lines, ['NAME          VALUE  SOURCE', 'retention.ms  70000  TOPIC_CONFIG']);
  const [all] = await documentsOf(t, servers, ['configs', 'topic', topic, '--all']);
  assert.ok(all.configs.some(({ name, isDefault }) => name === 'cleanup.policy' && isDefault));

  const outcome = await run(t, servers, ['topics', 'delete', topic, 'nothing', '--json']);
  assert.equal(outcome.code, 1);
  assert.deepEqual(
    JSON.parse(outcome.stdout).topics.map(({ isDeleted }) => isDeleted),
    [true, false],
  );
  assert.match(outcome.stderr, /^kafkacore: topic nothing: .*[Uu]nknown topic.*\n$/);
  await until(async () => (await say(t, 'topics', 'describe', topic)).code === 1);
});

test('a topic of which nothing was set says so, and one that is wrong is refused', async (t) => {
  const admin = await realClients(t, servers).admin();
  const topic = await newTopic(t, admin);
  const plain = await say(t, 'configs', 'topic', topic);
  assert.deepEqual([plain.code, plain.lines], [0, []]);
  assert.equal(plain.stderr, `kafkacore: topic ${topic} has no settings of its own; --all shows the defaults\n`);
  const wrong = await say(t, 'configs', 'topic', topic, '--set', 'retention.ms=soon');
  assert.deepEqual([wrong.code, wrong.lines], [1, []]);
  assert.match(wrong.stderr, /retention\.ms/);
  assert.equal((await say(t, 'configs', 'topic', 'nothing-here')).code, 1);
});

test('a broker is described and set', async (t) => {
  const [{ broker, configs }] = await documentsOf(t, servers, ['configs', 'broker', '1']);
  assert.equal(broker, '1');
  assert.ok(configs.some(({ name, source }) => name === 'listeners' && source === 'STATIC_BROKER_CONFIG'));
  const set = ['configs', 'broker', '1', '--set', 'log.cleaner.threads=2'];
  assert.equal((await say(t, ...set)).code, 0);
  const isSet = async () => {
    const [found] = await documentsOf(t, servers, ['configs', 'broker', '1']);
    return found.configs.some(({ name, value }) => name === 'log.cleaner.threads' && value === '2');
  };
  await until(isSet);
  assert.equal((await say(t, 'configs', 'broker', '1', '--delete', 'log.cleaner.threads')).code, 0);
  await until(async () => !(await isSet()));
  const unknown = await say(t, 'configs', 'broker', '99', '--timeout', '3000');
  assert.deepEqual([unknown.code, unknown.lines], [1, []]);
});

test('a group is listed, described with its members, and deleted when they are gone', async (t) => {
  const clients = realClients(t, servers);
  const admin = await clients.admin();
  const topic = await newTopic(t, admin, 2);
  const group = newName('group');
  const consumer = await clients.consumer({ 'group.id': group, 'client.id': 'somebody' });
  await collect(consumer, topic);
  await until(() => consumer.assignment().length === 2);

  const [{ groups }] = await documentsOf(t, servers, ['groups']);
  assert.deepEqual(
    groups.find((one) => one.group === group),
    { group, state: 'STABLE', type: 'CLASSIC', isSimple: false },
  );
  assert.ok((await say(t, 'groups')).lines.some((line) => line.startsWith(group) && line.includes('STABLE')));
  const [{ groups: described }] = await documentsOf(t, servers, ['groups', 'describe', group, group]);
  assert.equal(described.length, 1);
  const [{ members, coordinator, ...rest }] = described;
  assert.ok(coordinator > 0);
  assert.deepEqual([rest.state, rest.assignor, rest.error, members.length], ['STABLE', 'roundrobin', null, 1]);
  assert.match(members[0].client, /^somebody/);
  assert.deepEqual(members[0].partitions, [
    { topic, partition: 0 },
    { topic, partition: 1 },
  ]);
  const text = (await say(t, 'groups', 'describe', group)).lines.join('\n');
  assert.match(text, new RegExp(`^group +${group}\nstate +STABLE\n`));
  assert.ok(text.endsWith(`${topic}[0,1]`), text);

  const busy = await say(t, 'groups', 'delete', group);
  assert.deepEqual([busy.code, busy.lines], [1, []]);
  assert.match(busy.stderr, new RegExp(`^kafkacore: group ${group}: .*not empty`));
  await consumer.disconnect();
  await until(async () => (await say(t, 'groups', 'delete', group)).code === 0);
  const gone = await say(t, 'groups', 'describe', group);
  assert.deepEqual([gone.code, gone.stderr], [1, `kafkacore: there is no group ${group}\n`]);
});

test('the lag of a group shrinks as it reads', async (t) => {
  const clients = realClients(t, servers);
  const admin = await clients.admin();
  const topic = await newTopic(t, admin, 2);
  await (await clients.producer()).send({ topic, messages: dealt(10, 2) });
  const group = newName('lag');
  const nothing = await say(t, 'lag', group);
  assert.deepEqual([nothing.code, nothing.stderr], [1, `kafkacore: group ${group} has committed nothing\n`]);

  assert.equal((await say(t, 'consume', topic, '-g', group, '-n', '4')).lines.length, 4);
  const [{ lag, partitions }] = await documentsOf(t, servers, ['lag', group]);
  const read = partitions.reduce((sum, { committed }) => sum + Number(committed), 0);
  const behind = partitions.reduce((sum, one) => sum + Number(one.lag), 0);
  const known = partitions.filter(({ committed }) => committed !== null);
  assert.deepEqual([partitions.length, read, Number(lag), behind], [2, 4, known.length * 5 - 4, Number(lag)]);
  assert.equal((await documentsOf(t, servers, ['lag', group, '-t', topic]))[0].partitions.length, 2);

  const { child, ended, until: untilOutput } = start(t, servers, ['lag', group, '-t', topic, '-w', '--interval', '1']);
  await untilOutput(({ stdout }) => stdout.includes('in sum'));
  assert.equal((await say(t, 'consume', topic, '-g', group, '-e')).code, 0);
  await untilOutput(({ stdout }) => /in sum +0\n/.test(stdout));
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
});

test('what was produced is consumed, from a time on', async (t) => {
  const admin = await realClients(t, servers).admin();
  const topic = await newTopic(t, admin, 3);
  const input = Array.from({ length: 1000 }, (_, index) => `key-${index}\tvalue-${index}\n`).join('');
  const produced = await run(t, servers, ['produce', topic, '-K', '\t'], { input });
  assert.deepEqual([produced.code, produced.stdout], [0, `1000 messages delivered to ${topic}\n`]);
  const { lines } = await say(t, 'consume', topic, '-e', '-K', '\t');
  assert.deepEqual(lines.sort(), input.trimEnd().split('\n').sort());

  const last = (await documentsOf(t, servers, ['consume', topic, '-e']))
    .map(({ timestamp }) => timestamp)
    .sort()
    .at(-1);
  const later = new Date(last + 1000).toISOString();
  await run(t, servers, ['produce', topic, 'late', '-c', 'linger.ms=2000']);
  assert.deepEqual((await say(t, 'consume', topic, '-e', '-f', `@${last + 1}`)).lines, ['late']);
  assert.deepEqual((await say(t, 'consume', topic, '-e', '-f', later.replace(/^2/, '3'))).lines, []);
});

test('who may not come in is told why, and who may comes in with what Java has', async (t) => {
  const { passwords, certificates, certificate } = await guardedCluster(t);
  const doctor = async (address, ...words) => {
    const { code, stdout } = await run(t, address, ['doctor', '--json', '--timeout', '5000', ...words]);
    return { code, ...JSON.parse(stdout) };
  };
  const login = (password) => `security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
  username="me" \\
  password="${password}";
`;
  const directory = mkdtempSync(path.join(tmpdir(), 'kafkacore-cli-'));
  atEnd(t, () => rmSync(directory, { recursive: true }));
  const file = path.join(directory, 'client.properties');
  writeFileSync(file, login('wrong'));
  const refused = await doctor(passwords, '--config-file', file);
  assert.equal(refused.code, 1);
  assert.match(refused.reason, /[Aa]uthentication failed/);
  assert.match(refused.hint, /sasl\.password/);
  writeFileSync(file, login('secret'));
  const welcome = await doctor(passwords, '--config-file', file);
  assert.deepEqual([welcome.code, welcome.isReachable], [0, true]);
  await readWithoutGroups(t, passwords, ['--config-file', file]);

  const ssl = ['-c', 'security.protocol=ssl'];
  const unknown = await doctor(certificates, ...ssl);
  assert.equal(unknown.code, 1);
  assert.match(unknown.hint, /ssl\.ca\.location/);
  const named = [...ssl, '-c', `ssl.ca.pem=${certificate}`];
  assert.equal((await doctor(certificates, ...named, '-c', 'ssl.endpoint.identification.algorithm=none')).code, 0);
  const plain = await doctor(certificates);
  assert.equal(plain.code, 1);
  assert.match(plain.hint, /security\.protocol/);
});

/** Who may read a topic and have no group reads it without one. */
async function readWithoutGroups(t, address, login) {
  const say = (...words) => run(t, address, [...words, ...login]);
  assert.equal((await say('topics', 'create', 'open')).code, 0);
  assert.equal((await say('produce', 'open', 'a')).code, 0);
  const { GROUP } = KafkaJS.AclResourceTypes;
  const { ALL } = KafkaJS.AclOperationTypes;
  const { DENY } = KafkaJS.AclPermissionTypes;
  const { LITERAL } = KafkaJS.ResourcePatternTypes;
  const everyGroup = { resourceType: GROUP, resourceName: '*', resourcePatternType: LITERAL };
  const you = { 'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'PLAIN' };
  const credentials = { 'sasl.username': 'you', 'sasl.password': PASSWORDS.you };
  const admin = await realClients(t, address, { ...you, ...credentials }).admin();
  await admin.createAcls({
    acl: [{ ...everyGroup, principal: 'User:me', host: '*', operation: ALL, permissionType: DENY }],
  });
  const denied = await until(async () => {
    const outcome = await say('consume', 'open', '-e', '-g', 'closed');
    return outcome.code === 1 && outcome;
  });
  assert.match(denied.stderr, /^kafkacore: .*[Gg]roup authorization failed.*\nYou are not allowed to do that/);
  const { code, stdout, stderr } = await say('consume', 'open', '-e');
  assert.deepEqual([code, stdout, stderr], [0, 'a\n', '']);
}
