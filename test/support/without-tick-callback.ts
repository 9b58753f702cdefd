// A Node that does not let programs run ticks.
delete (process as { _tickCallback?: unknown })._tickCallback;
