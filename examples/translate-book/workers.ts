/** Works through the tasks in their order, `concurrency` of them at a time, as long as `goesOn` says so. */
export async function runWorkers<Task>(options: {
  readonly tasks: Iterable<Task>;
  readonly concurrency: number;
  readonly goesOn: () => boolean;
  readonly work: (task: Task) => Promise<void>;
}): Promise<void> {
  // One iterator for all workers: each task is handed out once.
  const queue = options.tasks[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    while (options.goesOn()) {
      const next = queue.next();
      if (next.done === true) return;
      await options.work(next.value);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
}
