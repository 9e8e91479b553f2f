/** One entry of a select. Pure; lives apart from the component, since plain TypeScript reads it too. */
export interface Choice {
  value: string;
  label: string;
  /** Drawn on the right, quieter. */
  note?: string;
}
