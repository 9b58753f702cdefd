/** What has no answer after so many milliseconds is lost, and sent again, as the peers in C do. */
export const LOST_MS = 100;
