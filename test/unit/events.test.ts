import { describe, expect, it } from 'vitest';
import { eventBus, type RunEvent } from '../../src/events.ts';

const event: RunEvent = { type: 'unit-started', unit: 'shop' };

describe('eventBus', () => {
  it('hands every event to every listener', () => {
    const heard: string[] = [];
    const emit = eventBus([(e) => heard.push(`a ${e.type}`), (e) => heard.push(`b ${e.type}`)]);
    emit(event);
    expect(heard).toEqual(['a unit-started', 'b unit-started']);
  });

  it('drops a listener that throws, and goes on with the others', () => {
    let broken = 0;
    let healthy = 0;
    const emit = eventBus([
      () => {
        broken++;
        throw new Error('broken listener');
      },
      () => healthy++,
    ]);
    emit(event);
    emit(event);
    expect({ broken, healthy }).toEqual({ broken: 1, healthy: 2 });
  });
});
