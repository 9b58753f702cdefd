/** What a process can be asked: functions by name, each from at most one argument to an answer. */
export type Services = Record<string, (argument: never) => unknown>;

/** A question to a process. */
export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

/** What a process answers: a value, or why there is none. */
export interface Answer {
  id: number;
  value?: unknown;
  failure?: string;
}

/** In a child: answers what the process that started it asks, and ends with it. */
export function serve(services: Services): void {
  process.on('message', async ({ id, name, argument }: Question) => {
    const answer: Answer = { id };
    try {
      const service = services[name] as (argument: unknown) => unknown;
      answer.value = await service(argument);
    } catch (error) {
      answer.failure = (error as Error).stack ?? String(error);
    }
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit());
}
