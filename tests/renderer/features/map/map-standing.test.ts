import { expect, it } from 'vitest';
import { mapStanding, remedyWords } from '../../../../renderer/features/map/job/map-standing.ts';

const standing = { status: 'paused', stage: null, states: 12, waitsFor: null } as const;

it('a map that stands still says at which task, where its bar does not', () => {
  expect(mapStanding({ ...standing, stage: 'Refine ways' })).toBe('stands still at “Refine ways” and is saved');
  expect(mapStanding(standing)).toBe('stands still and is saved');
  expect(mapStanding({ ...standing, status: 'queued', stage: 'Sample', waitsFor: 'Digits' })).toBe('waits for “Digits”');
});

it('one that failed says whether anything is kept, and what helps', () => {
  expect(mapStanding({ ...standing, status: 'failed', stage: 'Chords' })).toBe('at “Chords”; what was found so far is kept');
  expect(mapStanding({ ...standing, status: 'failed', stage: 'Sample', states: 0 })).toBe('before anything was found');
  expect(remedyWords(0)).toContain('from the beginning');
  expect(remedyWords(12)).toContain('last checkpoint');
});
