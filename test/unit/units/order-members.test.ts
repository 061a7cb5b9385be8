import { describe, expect, it } from 'vitest';
import { orderMembers } from '../../../src/units/order-members.ts';
import type { UnitMember } from '../../../src/units/types.ts';
import { compose, container, discovered } from './make.ts';

function membersOf(...containers: ReturnType<typeof container>[]): readonly UnitMember[] {
  return discovered({ containers }).units.flatMap(({ name, members }) =>
    members.map((member) => ({ unit: name, member })),
  );
}

function order(...containers: ReturnType<typeof container>[]) {
  const { stop, start, warnings } = orderMembers(membersOf(...containers));
  const names = (levels: typeof stop) => levels.map((level) => level.map(({ member }) => member.name));
  return { stop: names(stop), start: names(start), warnings };
}

const service = (name: string, dependsOn = '', project = 'shop') =>
  container(name, { labels: compose(project, name, { 'com.docker.compose.depends_on': dependsOn }) });

describe('orderMembers', () => {
  it('stops dependents first and starts them last', () => {
    const { stop, start } = order(
      service('db'),
      service('api', 'db:service_healthy:false,cache:service_started:true'),
      service('cache'),
      service('web', 'api:service_started:false'),
    );
    expect(stop).toEqual([['web'], ['api'], ['cache', 'db']]);
    expect(start).toEqual([['cache', 'db'], ['api'], ['web']]);
  });

  it('puts containers without relations into one level', () => {
    expect(order(container('b'), container('a'), container('c')).stop).toEqual([['a', 'b', 'c']]);
  });

  it('starts the owner of a namespace before its guests, across units', () => {
    const vpn = container('vpn');
    const { start } = order(container('a-guest', { joins: [vpn.id] }), vpn, container('b-guest', { joins: ['vpn'] }));
    expect(start).toEqual([['vpn'], ['a-guest', 'b-guest']]);
  });

  it('starts the container that others take volumes from first', () => {
    expect(order(container('app', { volumesFrom: ['data'] }), container('data')).start).toEqual([['data'], ['app']]);
  });

  it('keeps services of the same name in different projects apart', () => {
    expect(
      order(service('a1', 'db:service_started:false', 'one'), container('x', { labels: compose('two', 'db') })).start,
    ).toEqual([['a1', 'x']]);
  });

  it('does without services that are not there', () => {
    expect(order(service('web', 'init:service_completed_successfully:false')).start).toEqual([['web']]);
  });

  it('orders every replica of a service', () => {
    const replica = (name: string) => container(name, { labels: compose('shop', 'db') });
    expect(order(replica('db-1'), replica('db-2'), service('web', 'db:service_started:false')).start).toEqual([
      ['db-1', 'db-2'],
      ['web'],
    ]);
  });

  it('cuts a circle at a fixed place, keeps everybody, and names the circle', () => {
    const circle = [service('a', 'b:x:y'), service('b', 'c:x:y'), service('c', 'a:x:y'), service('d', 'c:x:y')];
    const forward = order(...circle);
    expect(order(...circle.reverse())).toEqual(forward);
    expect(forward.start).toEqual([['c'], ['b', 'd'], ['a']]);
    expect(forward.warnings).toEqual([
      expect.objectContaining({ code: 'W_UNIT_CYCLE', message: expect.stringContaining('a → b → c → a') }),
    ]);
  });

  it('takes a container that depends on itself as it is', () => {
    expect(order(service('a', 'a:x:y'))).toMatchObject({ start: [['a']], warnings: [] });
  });

  it('orders nothing', () => {
    expect(orderMembers([])).toEqual({ stop: [], start: [], warnings: [] });
  });
});
