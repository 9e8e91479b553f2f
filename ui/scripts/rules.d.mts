/** Types of the rules, for their test. */
export const RULES: { name: string; why: string; broken(file: { path: string; text: string }): string[] }[];
