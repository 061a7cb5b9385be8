import { describe, expect, it } from 'vitest';
import { selectUnits } from '../../../src/units/select-units.ts';
import { compose, container, discovered, volume } from './make.ts';

const { units } = discovered({
  containers: [
    container('shop-web', { labels: compose('shop', 'web') }),
    container('nextcloud'),
    container('twin'),
    container('off', { labels: { 'kopi-docka.enable': 'no' } }),
  ],
  volumes: [volume('twin'), volume('data')],
});
const select = (...names: string[]) => selectUnits(units, names).map((unit) => unit.name);

describe('selectUnits', () => {
  it('takes all that are switched on when none is named', () => {
    expect(select()).toEqual(['container:twin', 'data', 'nextcloud', 'shop', 'volume:twin']);
  });

  it('takes names and kind:name, each unit once', () => {
    expect(select('shop', 'data', 'compose:shop')).toEqual(['data', 'shop']);
    expect(select('volume:twin', 'container:nextcloud')).toEqual(['nextcloud', 'volume:twin']);
  });

  it.each([
    ['nextclod', 'Did you mean nextcloud?'],
    ['NextCloud', 'Did you mean nextcloud?'],
    ['shp', 'Did you mean shop?'],
    ['volume:dat', 'Did you mean volume:data?'],
    ['twin', 'Say container:twin or volume:twin.'],
    ['something-else', 'See kopi-docka units for the names.'],
  ])('does not know %s and says: %s', (name, hint) => {
    expect(() => select('shop', name)).toThrow(
      expect.objectContaining({ code: 'E_UNKNOWN_UNIT', message: `there is no unit ${name}`, hint }),
    );
  });

  it('does not know a unit under the name of another kind', () => {
    expect(() => select('volume:shop')).toThrow(expect.objectContaining({ code: 'E_UNKNOWN_UNIT' }));
  });

  it('does not save a unit silently not that is switched off', () => {
    expect(() => select('off')).toThrow(expect.objectContaining({ message: 'the unit off is switched off' }));
  });

  it('shows a strange name on one line', () => {
    expect(() => select('a\nb\x1b[31m')).toThrow(
      expect.objectContaining({ message: 'there is no unit a\\nb\\x1b[31m' }),
    );
  });
});
