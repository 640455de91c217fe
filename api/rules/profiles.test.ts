import { describe, expect, it } from 'vitest';
import { DetailProfile } from '#contract/detail';
import { BUILT_IN_PROFILES, detailOf, profileFault } from './profiles.ts';

const own = { id: 'city-2026', details: { 看清车型: 40, recognise: 100 } };

describe('details and their profiles', () => {
  it('IEC 62676-4 asks for 12.5 to 1000 px/m in 2014 and for 20 to 1500 in 2025', () => {
    const values = BUILT_IN_PROFILES.map((p) => Object.values(p.details));
    expect(values).toEqual([
      [12.5, 25, 62.5, 125, 250, 1000],
      [20, 40, 80, 125, 250, 500, 1500],
    ]);
  });
  it('range is the default and has no profile', () => {
    const range = { name: 'range', profile: null, pxPerM: null };
    expect(detailOf({})).toEqual(range);
    expect(detailOf({ detail: 'range' })).toEqual(range);
  });
  it('a name alone is looked up in the built-in profiles first, then in custom ones', () => {
    expect(detailOf({ detail: 'recognise' }, [own])).toMatchObject({ profile: 'iec-62676-4:2014', pxPerM: 125 });
    expect(detailOf({ detail: 'outline' }, [own])).toMatchObject({ profile: 'iec-62676-4:2025', pxPerM: 40 });
    expect(detailOf({ detail: '看清车型' }, [own])).toMatchObject({ profile: 'city-2026', pxPerM: 40 });
    expect(detailOf({ detail: 'recognise', profile: 'city-2026' }, [own])).toMatchObject({ pxPerM: 100 });
  });
  it('a name that the profile does not know is a fault that lists its names', () => {
    const fault = detailOf({ detail: 'outline', profile: 'iec-62676-4:2014' });
    expect(fault).toMatchObject({ code: 'detail.unknown' });
    expect(JSON.stringify(fault)).toContain('monitor, detect, observe, recognise, identify, inspect');
    expect(detailOf({ detail: 'range', profile: 'iec-62676-4:2014' })).toMatchObject({ code: 'detail.unknown' });
    expect(detailOf({ detail: 'toString' })).toMatchObject({ code: 'detail.unknown' });
    expect(detailOf({ detail: 'x', profile: 'none' })).toMatchObject({ code: 'detail.profile_unknown' });
    expect(detailOf({ profile: 'iec-62676-4:2014' })).toMatchObject({ code: 'detail.needed' });
  });
  it('a custom profile has its own id, names of one word and densities above 0', () => {
    expect(DetailProfile.safeParse(own).success).toBe(true);
    for (const details of [{}, { range: 10 }, { 'two words': 10 }, { a: 0 }, { a: -1 }, { a: Number.NaN }, { a: 1e9 }])
      expect(DetailProfile.safeParse({ id: 'x', details }).success).toBe(false);
    expect(profileFault([own])).toBeNull();
    expect(profileFault([own, own])).toMatchObject({ code: 'profile.id_taken' });
    expect(profileFault([{ ...own, id: 'iec-62676-4:2014' }])).toMatchObject({ code: 'profile.id_taken' });
  });
});
