import assert from 'node:assert/strict';
import test from 'node:test';
import { median, ratiosByTurn, summarize } from '../../bench/statistics.js';

test('the median of an odd number of values is the middle one, in whatever order they come', () => {
  assert.equal(median([5, 100, 1]), 5);
  assert.equal(median([7]), 7);
});

test('the median of an even number of values is the mean of those in the middle', () => {
  assert.equal(median([4, 1, 100, 2]), 3);
});

test('a summary has the extremes and the quartiles, which lie between values in proportion', () => {
  assert.deepEqual(summarize([40, 10, 30, 20, 50]), {
    median: 30,
    least: 10,
    most: 50,
    lowerQuartile: 20,
    upperQuartile: 40,
  });
  assert.deepEqual(summarize([1, 2]), {
    median: 1.5,
    least: 1,
    most: 2,
    lowerQuartile: 1.25,
    upperQuartile: 1.75,
  });
});

test('values keep their order, and values there must be', () => {
  const values = [3, 1, 2];
  summarize(values);
  assert.deepEqual(values, [3, 1, 2]);
  assert.throws(() => summarize([]), /there are no values/);
});

test('ratios are taken within a turn; a turn that lacks a value has none', () => {
  assert.deepEqual(ratiosByTurn([10, 40, 30], [5, 10, 15]), [2, 4, 2]);
  assert.deepEqual(ratiosByTurn([10, null, 30, 8], [5, 10, null]), [2]);
});
