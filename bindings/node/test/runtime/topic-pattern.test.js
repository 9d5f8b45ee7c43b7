'use strict';
// Patterns of topics, as librdkafka and brokers both understand them.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { codes } = require('../../dist/runtime/codes');
const { topicPattern } = require('../../dist/runtime/topic-pattern');

const PATTERNS = [
  [/a/, '^a.*'],
  [/^a/, '^a.*'],
  [/^b.*/, '^b.*'],
  [/^b$/, '^b$'],
  [/a+$/, '^a+$'],
  [new RegExp(''), '^().*'],
  [/^/, '^.*'],
  // Alternatives.
  [/a|b/, '^(a|b).*'],
  [/^a|b/, '^.*(^a|b).*'],
  [/^(a|b)$/, '^(a|b)$'],
  [/a|b$/, '^(a|b$).*'],
  [/x(?:a|b)y/, '^x(a|b)y.*'],
  [/x(?<kind>a|b)/, '^x(a|b).*'],
  // Classes.
  [/orders-\d+/, '^orders-[0-9]+.*'],
  [/\w\s/, '^[0-9A-Z_a-z][[:space:]].*'],
  [/\D\W\S/, '^[.A-Z_a-z-][.-]..*'],
  [/[abc][a-b][^-][\w.-][x\d]/, '^[a-c][ab][.0-9A-Z_a-z].[0-9x].*'],
  [new RegExp('[]a[^]'), '^[[:space:]]a..*'],
  [/[\]\\^-]/, '^-.*'],
  // POSIX's.
  [/[[:digit:]]+[^[:alpha:]_][[:punct:]a]/, '^[0-9]+[.0-9-][._a-].*'],
  [/[[:alpha:]/, '^[ahlp].*'],
  [/[:digit:]/, '^[dgit].*'],
  [new RegExp(String.raw`[\[:alpha:]`), '^[ahlp].*'],
  [/[[:alnum:]][[:upper:]x][[:lower:]-][[:xdigit:]]/, '^[0-9A-Za-z][A-Zx][a-z-][0-9A-Fa-f].*'],
  [/[[:graph:]][[:print:]][[:space:]][^[:blank:][:cntrl:]]/, '^..[[:space:]]..*'],
  // Characters.
  [/a\.b\.*/, '^a[.]b[.]*.*'],
  [new RegExp(String.raw`a\-b\_c\/\x2d\u002d`), '^a-b_c[[:space:]]--.*'],
  [/a{b}é\t@/, `^a${'[[:space:]]'}b${'[[:space:]]'.repeat(4)}.*`],
  // Quantifiers.
  [/a*?b+?c??d{2}?e{2,}f{2,3}?/, '^a*b+c?d{2}e{2,}f{2,3}.*'],
];

const ANYWHERE = [
  [/a/, '^.*a.*'],
  [/^a/, '^a.*'],
  [/a$/, '^.*a$'],
  [/.*-\d/, '^.*.*-[0-9].*'],
  [new RegExp(''), '^.*().*'],
  [/a|b/, '^.*(a|b).*'],
  [/^a|b/, '^.*(^a|b).*'],
  [/a|^b$/, '^.*(a|^b$).*'],
  [/(?:^|-)orders/, '^.*(^|-)orders.*'],
];

test('expressions become what both understand', () => {
  for (const [expression, pattern] of PATTERNS) assert.equal(topicPattern(expression), pattern, String(expression));
  for (const [expression, pattern] of ANYWHERE) assert.equal(topicPattern(expression, true), pattern, String(expression));
});

test('they find the names that JavaScript finds, from the beginning or anywhere', () => {
  const names = ['a', 'b', 'ab', 'xab', 'xay-1', 'orders-17', 'my-orders-1', 'a.b', 'a-b_c', 'A.B..', 'zz-9', 'bcd', 'aabcddeeff'];
  const check = (expression, isAnywhere) => {
    const { source } = expression;
    const pattern = topicPattern(expression, isAnywhere);
    const meant = isAnywhere || source.startsWith('^') ? expression : new RegExp(`^(?:${source})`);
    // Without the one thing that JavaScript does not know of them.
    const [search, whole] = [pattern, `^(?:${pattern})$`].map((text) => new RegExp(text.replaceAll('[[:space:]]', '\\s')));
    for (const name of names)
      assert.deepEqual([search.test(name), whole.test(name)], Array(2).fill(meant.test(name)), `${source} ${pattern} ${name}`);
  };
  // JavaScript does not know POSIX's classes.
  for (const [expression] of [...PATTERNS, ...ANYWHERE].filter(([{ source }]) => !source.includes('[:')))
    for (const isAnywhere of [false, true]) check(expression, isAnywhere);
});

test('what one of them does not know is refused by name', () => {
  const refused = [
    [/a(?=b)/, '(?='],
    [/a(?!b)/, '(?!'],
    [/(?<=a)b/, '(?<='],
    [/(?<!a)b/, '(?<!'],
    [/(a)\1/, '\\1'],
    [/(?<n>a)\k<n>/, '\\k'],
    [/a\b/, '\\b'],
    [/a\Bc/, '\\B'],
    [/\0/, '\\0'],
  ];
  for (const [expression, part] of refused) {
    const message = `The ${part} of ${String(expression)} is not supported in a pattern of topics.`;
    assert.throws(() => topicPattern(expression), { code: codes.ERR__INVALID_ARG, message });
  }
  for (const expression of [/a/i, /a/g, /a/u, /a/y])
    assert.throws(() => topicPattern(expression), {
      code: codes.ERR__INVALID_ARG,
      message: `The flags of ${String(expression)} are not supported.`,
    });
});
