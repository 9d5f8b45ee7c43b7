'use strict';
// What org.apache.kafka.common.utils.Utils.murmur2 of Kafka 4.3 answers for keys in UTF-8.

const JAVA_HASHES = [
  ['', 275646681],
  ['a', -1563381124],
  ['ab', 316155434],
  ['abc', 479470107],
  ['abcd', -1323649548],
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['0', 971027396],
  ['1', -1993445489],
  ['128', -326012175],
  ['2187', -1508407203],
  ['16384', -325739742],
  ['10000000', -1830336757],
  ['170859375', -1658323481],
  ['key with spaces', 1291295160],
  ['ключ', 2122343024],
  ['鍵', 1131375336],
  ['😀', 131881617],
  ['x'.repeat(1000), -1068453602],
];

module.exports = { JAVA_HASHES };
