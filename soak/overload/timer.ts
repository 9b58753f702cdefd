/** How often the flooded process's timer fires, in milliseconds. */
export const TIMER_MS = 10;
