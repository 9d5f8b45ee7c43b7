// The bench's program in JavaScript: program.mjs <client> <scenario> name=value... Prints one line of JSON, as the C programs do.
// A client is a module beside this one that makes producers and consumers; what is measured and how is here, once for all.
import { consume, latency, produce } from './loop.mjs';

const [name, scenario, ...pairs] = process.argv.slice(2);
const settings = { properties: {} };
for (const pair of pairs) {
  const at = pair.indexOf('=');
  const [key, text] = [pair.slice(0, at), pair.slice(at + 1)];
  const value = /^\d+$/.test(text) ? Number(text) : text;
  if (key.startsWith('x.')) settings.properties[key.slice(2)] = value;
  else settings[key] = value;
}

const client = await import(`./${name}.mjs`);
const result = await { produce, transact: produce, consume, latency }[scenario](client, settings);
// The process ends with its clients open: how they close is no part of what is measured.
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
