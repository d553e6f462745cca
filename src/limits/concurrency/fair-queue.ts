import type { Priority } from '../../core/request.js';

/** Who queues: with a priority, and for a group that gets its fair share. */
export interface QueueMember {
  readonly priority: Priority;
  readonly group: string;
}

const PRIORITIES: readonly Priority[] = ['high', 'normal', 'low'];

/** So often in a row a higher priority goes first while a lower one waits; then it is the lower one's turn. */
const TURNS_IN_A_ROW = 9;

/** The members of one priority: a group after the other, and within each the one that waits longest. */
class Level<Member extends QueueMember> {
  readonly #groups = new Map<string, Set<Member>>();
  size = 0;
  /** How often it went first while a lower one waited. */
  turns = 0;

  add(member: Member): void {
    const group = this.#groups.get(member.group);
    if (group === undefined) this.#groups.set(member.group, new Set([member]));
    else group.add(member);
    this.size += 1;
  }

  delete(member: Member): boolean {
    const group = this.#groups.get(member.group);
    if (group?.delete(member) !== true) return false;
    if (group.size === 0) this.#groups.delete(member.group);
    this.size -= 1;
    return true;
  }

  first(): Member | undefined {
    for (const group of this.#groups.values()) for (const member of group) return member;
    return undefined;
  }

  /** Takes a member out; its group comes last then. */
  take(member: Member): void {
    const group = this.#groups.get(member.group);
    this.delete(member);
    if (group === undefined || group.size === 0) return;
    this.#groups.delete(member.group);
    this.#groups.set(member.group, group);
  }

  *members(): Generator<Member> {
    for (const group of this.#groups.values()) yield* group;
  }
}

/**
 * Who comes next: the higher priority first, but each tenth time the lower one, so that none waits for ever; within a
 * priority one group after the other, however many of each queue; within a group the one that waits longest. Each step
 * costs the same, however many queue.
 */
export class FairQueue<Member extends QueueMember> {
  readonly #levels = new Map<Priority, Level<Member>>(PRIORITIES.map((priority) => [priority, new Level<Member>()]));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(member: Member): void {
    this.#levelOf(member).add(member);
    this.#size += 1;
  }

  delete(member: Member): boolean {
    if (!this.#levelOf(member).delete(member)) return false;
    this.#size -= 1;
    return true;
  }

  /** Who comes next. */
  peek(): Member | undefined {
    return this.#nextLevel()?.first();
  }

  /** Takes out who comes next. */
  take(): Member | undefined {
    const level = this.#nextLevel();
    const member = level?.first();
    if (level === undefined || member === undefined) return undefined;
    level.take(member);
    this.#size -= 1;
    this.#countTurn(level);
    return member;
  }

  /** All, in no order that matters. */
  *members(): Generator<Member> {
    for (const level of this.#levels.values()) yield* level.members();
  }

  #levelOf({ priority }: Member): Level<Member> {
    return this.#levels.get(priority) as Level<Member>;
  }

  #nextLevel(): Level<Member> | undefined {
    let last: Level<Member> | undefined;
    for (const level of this.#levels.values()) {
      if (level.size === 0) continue;
      last = level;
      if (level.turns < TURNS_IN_A_ROW) return level;
    }
    return last;
  }

  /** Those above have given way just now; it will give way itself to those below. */
  #countTurn(taken: Level<Member>): void {
    let isBelow = false;
    let waitsBelow = false;
    for (const level of this.#levels.values()) {
      if (level === taken) isBelow = true;
      else if (isBelow) waitsBelow ||= level.size > 0;
      else level.turns = 0;
    }
    taken.turns = waitsBelow ? taken.turns + 1 : 0;
  }
}
