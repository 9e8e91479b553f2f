/** What every part of the form is told of the wallet's findings: by field, what blocks and what to look at. */
export interface Told {
  problemAt: (field: string) => string | undefined;
  warnAt: (field: string) => string | undefined;
}

/** The same for one permission of the list: its fields are named without their place. */
export function within(told: Told, place: number): Told {
  const at = (field: string) => (field === "" ? `allow.${place}` : `allow.${place}.${field}`);
  return { problemAt: (field) => told.problemAt(at(field)), warnAt: (field) => told.warnAt(at(field)) };
}
