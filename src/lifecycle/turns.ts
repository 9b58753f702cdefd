/**
 * A turn lasts until the next outcome of a datagram is told, which takes a tick of its own: two
 * calls of one tick are in one turn.
 */
let turn = 0;

/** The number of the turn that is under way. */
export function presentTurn(): number {
  return turn;
}

/** Begins the next turn: an outcome is told. */
export function endTurn(): void {
  turn += 1;
}
