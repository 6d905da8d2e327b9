/** Knows its place in a roster; -1 when it stands in none. */
export interface Rostered {
  place: number;
}

/**
 * What is under way, for members that come and go thousands of times a second. Not a Set: V8 rehashes a Set that
 * churns by linking the old table to the new one, and an old table that was promoted keeps every member it ever held
 * alive until the next full collection.
 */
export class Roster<T extends Rostered> {
  private readonly members: T[] = [];

  add(member: T): void {
    member.place = this.members.length;
    this.members.push(member);
  }

  remove(member: T): void {
    const { place } = member;
    if (place === -1) return;
    member.place = -1;
    const last = this.members.pop();
    if (last === undefined || last === member) return;
    this.members[place] = last;
    last.place = place;
  }

  /** From the last to the first, so that a member may remove itself while it is visited. */
  each(visit: (member: T) => void): void {
    for (let i = this.members.length - 1; i >= 0; i -= 1) {
      const member = this.members[i];
      if (member !== undefined) visit(member);
    }
  }
}
