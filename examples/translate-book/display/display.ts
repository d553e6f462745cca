/** What a person sees while the job runs. */
export interface Display {
  /** Writes a line that stays. */
  line(text: string): void;
  /** Shows the present state, where the display has one. */
  refresh(): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}
